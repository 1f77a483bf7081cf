// Answers, one JSON line for one JSON line on standard input:
//   {"decode": "DBAB…"}                      -> {"sections": {"usca": {…}}, "ids": [8]}
//   {"encode": {"usca": {"SaleOptOut": 1}}}  -> {"text": "DBAB…"}
// A missing Gpc takes the sub-section away. What the library refuses is
// answered as {"error": "…"}.
import { createInterface } from "node:readline";
import * as gpp from "@iabgpp/cmpapi";

function encode(sections) {
  const model = new gpp.GppModel();
  for (const [name, fields] of Object.entries(sections)) {
    for (const [field, value] of Object.entries(fields)) {
      model.setFieldValue(name, field, value);
    }
    if (!("Gpc" in fields) && "Gpc" in model.getSection(name)) {
      model.setFieldValue(name, "GpcSegmentIncluded", false);
    }
  }
  return { text: model.encode() };
}

function decode(text) {
  const model = new gpp.GppModel(text);
  const sections = model.toObject();
  for (const [name, fields] of Object.entries(sections)) {
    if ("Gpc" in fields && !model.getFieldValue(name, "GpcSegmentIncluded")) {
      delete fields.Gpc;
    }
    delete fields.GpcSegmentType;
  }
  return { sections, ids: model.getSectionIds() };
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = "decode" in question ? decode(question.decode) : encode(question.encode);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
