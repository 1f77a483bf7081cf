// Verifies receipts with a JOSE library that is not ours.
// node verify.mjs JWKS_URL JWS -> prints the claims, or ends with status 1.
import { createRemoteJWKSet, jwtVerify } from "jose";

const [address, jws] = process.argv.slice(2);
try {
	const { payload, protectedHeader } = await jwtVerify(jws, createRemoteJWKSet(new URL(address)), { typ: "sayso-receipt+jwt", algorithms: ["ES256"] });
	console.log(JSON.stringify({ ...payload, alg: protectedHeader.alg }));
} catch (e) {
	console.error(String(e));
	process.exit(1);
}
