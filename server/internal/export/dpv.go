package export

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"sayso/app/consent"
	"sayso/server/internal/store"
)

// context maps the short names to the vocabularies: the W3C community group's
// Data Privacy Vocabulary and Dublin Core. It stands in every line, so that no
// reader fetches anything.
//
//go:embed context.jsonld
var context json.RawMessage

// Promises are what a record needs to say of the service. Empty fields are
// what the policy does not state; nothing is made up for them (COM-49).
type Promises struct {
	Name, Controller, Contact, StorageLocation string
	// Rights are the codes of the rights that the visitor was shown.
	Rights []string
}

// DPV writes one consent receipt with its consent record a line, as ISO/IEC TS
// 27560 has them, in the mapping of the Data Privacy Vocabulary. What
// was promised is asked for by the hash of the notice that was shown. Of an
// erased choice only the id and the time of its erasure are written.
func DPV(w io.Writer, from Source, promised func(noticeHash string) (*Promises, error)) (n int, err error) {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for r, err := range from.Records {
		if err != nil {
			return n, err
		}
		p, err := promised(r.TextHash)
		if err != nil {
			return n, fmt.Errorf("record %s: %w", r.ID, err)
		}
		if err := enc.Encode(receiptOf(&r, p)); err != nil {
			return n, err
		}
		n++
	}
	for t, err := range from.Erased {
		if err != nil {
			return n, err
		}
		gone := object{
			"@context": context, "@id": "urn:uuid:" + t.ID, "@type": "dpv:ConsentRecord",
			"dct:identifier": t.ID, "schema:dateDeleted": stamp(t.ErasedAt),
		}
		if err := enc.Encode(gone); err != nil {
			return n, err
		}
	}
	return n, buf.Flush()
}

// An object is one node of JSON-LD.
type object map[string]any

// node is an object of a type of the vocabulary.
func node(kind string, fields object) object {
	fields["@type"] = "dpv:" + kind
	return fields
}

func receiptOf(r *store.Record, p *Promises) object {
	return object{
		"@context": context, "@id": "urn:uuid:" + r.ID + "#receipt", "@type": "dpv:ConsentReceipt",
		"dct:identifier": r.ID, "dct:conformsTo": "dpv-27560:receipt", "dct:created": stamp(r.DecidedAt),
		"dpv:hasRecordOfActivity": []object{recordOf(r, p)},
	}
}

// recordOf is the record: header, processing, parties and events.
func recordOf(r *store.Record, p *Promises) object {
	out := object{
		"@id": "urn:uuid:" + r.ID, "@type": "dpv:ConsentRecord",
		"dct:identifier": r.ID, "dct:conformsTo": "dpv-27560:record", "dct:created": stamp(r.DecidedAt), "dct:language": r.Lang,
		// Nobody knows who the person is: the decision's own id stands for them.
		"dpv:hasDataSubject":    node("DataSubject", object{"@id": "urn:uuid:" + r.ID + "#subject", "dct:identifier": r.ID}),
		"dpv:hasDataController": controller(p),
		"dpv:hasNotice": node("ConsentNotice", object{
			"dct:identifier": "sha256:" + r.TextHash, "dct:language": r.Lang, "schema:version": r.PolicyVersion,
		}),
		"dpv:hasStorageCondition": storage(r, p),
		"dpv:hasProcess":          processes(r),
	}
	if r.Place != "" {
		out["dpv:hasJurisdiction"] = r.Place
	}
	if len(p.Rights) > 0 {
		out["dpv:hasRight"] = p.Rights
	}
	return out
}

func controller(p *Promises) object {
	c := node("DataController", object{})
	if p.Name != "" {
		c["schema:name"] = p.Name
	}
	if p.Controller != "" {
		c["dpv:hasName"] = p.Controller
	}
	if p.Contact != "" {
		c["dpv:hasContact"] = p.Contact
	}
	return c
}

func storage(r *store.Record, p *Promises) []object {
	all := []object{node("StorageDuration", object{"dpv:hasDuration": node("UntilTimeDuration", object{"dct:valid": stamp(r.ValidUntil)})})}
	if p.StorageLocation != "" {
		all = append(all, node("StorageLocation", object{"dpv:hasLocation": p.StorageLocation}))
	}
	return all
}

// broader says which purpose or right of the vocabulary a key of ours is a
// kind of. Keys that are missing have none that we would vouch for.
var broader = map[consent.Key]string{
	consent.Functional: "dpv:ServiceProvision", consent.Analytics: "dpv:ServiceUsageAnalytics", consent.Personalisation: "dpv:Personalisation",
	consent.Advertising: "dpv:Advertising", consent.SaleOrShare: "dpv:SellDataToThirdParties", consent.MarketingMessages: "dpv:DirectMarketing",
}

// processes has one process for each key that the visitor could decide, with
// the event that the decision was.
func processes(r *store.Record) []object {
	var all []object
	for _, k := range slices.Sorted(maps.Keys(r.Grants)) {
		if k == consent.Necessary {
			continue // it rests on no consent
		}
		purpose := node("Purpose", object{"@id": "sayso:" + string(k), "dct:identifier": string(k)})
		if b := broader[k]; b != "" {
			purpose["skos:broader"] = b
		}
		all = append(all, node("Process", object{
			"dpv:hasPurpose": purpose, "dpv:hasLegalBasis": "dpv:Consent", "dpv:hasConsentStatus": []object{event(r, r.Grants[k])},
		}))
	}
	return all
}

// event is what happened to the consent for one key.
func event(r *store.Record, granted bool) object {
	state := "ConsentRefused"
	switch {
	case granted:
		state = "ConsentGiven"
	case r.Method == consent.MethodWithdraw || r.Method == consent.MethodOptOutSale:
		state = "ConsentWithdrawn"
	}
	return node(state, object{
		"dpv:isIndicatedAtTime": stamp(r.DecidedAt), "dpv:hasIndicationMethod": string(r.Method),
		"dpv:isIndicatedBy": node("Entity", object{"dct:identifier": string(r.Authority)}),
		"dpv:hasDuration":   node("UntilTimeDuration", object{"dct:valid": stamp(r.ValidUntil)}),
	})
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
