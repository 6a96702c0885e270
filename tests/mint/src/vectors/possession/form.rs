//! One DPoP proof, and its header.

use super::*;

const HEADER: &str = "RFC 9449, section 4.2";
const CHECKS: &str = "RFC 9449, section 4.3";

pub(super) fn cases() -> Vec<Case> {
    [accepted(), fields(), headers(), keys()]
        .into_iter()
        .flatten()
        .collect()
}

fn accepted() -> Vec<Case> {
    let by = |id: &str, description: &str, key: &Key| {
        let token = good().claim("cnf", jkt(key)).mint();
        let proof = dpop_proof(key, &token).mint();
        present(case(id, CHECKS, description), &token, request(&[&proof]))
    };
    let kind = |id: &str, description: &str, change: &dyn Fn(Proof) -> Proof| {
        proven(case(id, HEADER, description), change).accept()
    };
    vec![
        by("dpop", "Token, proof and request go together.", &holder()).accept_as(json!({
            "principal": { "issuer": ISSUER, "subject": "alice" },
            "possession": {
                "proofs": ["dpop"],
                "replay": "not_checked",
                "replayKeys": [{ "key": remembered(), "until": NOW + 90 }],
            },
        })),
        by(
            "dpop-ed25519",
            "A proof by an Ed25519 key.",
            &Key::ed25519(3),
        )
        .accept(),
        kind(
            "dpop-typ-application",
            "RFC 7515, section 4.1.9: the long spelling of `typ`.",
            &|proof| proof.header("typ", string("application/dpop+jwt")),
        ),
        kind("dpop-kid", "A `kid` says nothing.", &|proof| {
            proof.header("kid", string("whose"))
        }),
        kind(
            "dpop-jwk-members",
            "`alg` and `kid` of the key are no part of its thumbprint.",
            &|proof| proof.header("jwk", holder().jwk()),
        ),
        kind(
            "dpop-other-claims",
            "Claims that nobody asks for.",
            &|proof| proof.claim("sub", string("mallory")).claim("x", "[null]"),
        ),
        by(
            "dpop-rs256-configured",
            "An algorithm that the operator has added.",
            &Key::rs256(),
        )
        .with("config", takes(json!({ "algorithms": ["RS256"] })))
        .accept(),
        by(
            "dpop-rs256",
            "An algorithm that the operator has not added.",
            &Key::rs256(),
        )
        .deny("proof_signature_invalid"),
        by(
            "dpop-eddsa",
            "RFC 9864, section 2.2: the old name is another one.",
            &Key::ed25519(3).for_algorithm("EdDSA"),
        )
        .deny("proof_signature_invalid"),
        by(
            "dpop-es256-not-configured",
            "An algorithm that the operator has left out.",
            &holder(),
        )
        .with("config", takes(json!({ "algorithms": ["Ed25519"] })))
        .deny("proof_signature_invalid"),
    ]
}

fn fields() -> Vec<Case> {
    let token = bound().mint();
    let one = dpop_proof(&holder(), &token).mint();
    let other = dpop_proof(&holder(), &token)
        .claim("jti", string("p-2"))
        .mint();
    let fields = |id: &str, description: &str, fields: &[&str]| {
        present(case(id, CHECKS, description), &token, request(fields))
    };
    let list = format!("{one}, {other}");
    let tight = format!("{one},{one}");
    let padded = format!(" {one}");
    let parts: Vec<_> = one.split('.').collect();
    let cut = format!("{}.{}", parts[0], parts[1]);
    let unsigned = format!("{cut}.");
    let wrapped = json!({ "payload": parts[1], "protected": parts[0], "signature": parts[2] });
    vec![
        fields("dpop-none", "No proof.", &[]).deny("proof_required"),
        fields("dpop-two-fields", "Two header fields.", &[&one, &other]).deny("proof_malformed"),
        fields(
            "dpop-same-twice",
            "The same proof in two header fields.",
            &[&one, &one],
        )
        .deny("proof_malformed"),
        fields(
            "dpop-and-empty",
            "A second header field that is empty.",
            &[&one, ""],
        )
        .deny("proof_malformed"),
        fields("dpop-list", "Two proofs in one header field.", &[&list]).deny("proof_malformed"),
        fields(
            "dpop-list-tight",
            "The same proof twice in one header field.",
            &[&tight],
        )
        .deny("proof_malformed"),
        fields("dpop-empty", "An empty header field.", &[""]).deny("proof_malformed"),
        fields("dpop-padded", "A space before the proof.", &[&padded]).deny("proof_malformed"),
        fields("dpop-two-parts", "No signature.", &[&cut]).deny("proof_malformed"),
        fields("dpop-empty-signature", "An empty signature.", &[&unsigned]).deny("proof_malformed"),
        fields("dpop-json", "JSON serialisation.", &[&wrapped.to_string()]).deny("proof_malformed"),
        fields(
            "dpop-is-the-token",
            "The token as its own proof.",
            &[&token],
        )
        .deny("proof_malformed"),
    ]
}

fn headers() -> Vec<Case> {
    let header = |id: &str, description: &str, name: &str, json: &str| {
        proven(case(id, HEADER, description), |proof| {
            proof.header(name, json)
        })
    };
    let typ = |id: &str, description: &str, typ: &str| {
        header(id, description, "typ", typ).deny("proof_malformed")
    };
    let alg = |id: &str, description: &str, alg: &str| {
        header(id, description, "alg", alg).deny("proof_signature_invalid")
    };
    let unsupported = |id: &str, name: &str, json: &str| {
        header(id, &format!("A `{name}`."), name, json).deny("proof_malformed")
    };
    vec![
        proven(case("dpop-typ-absent", HEADER, "No `typ`."), |proof| {
            proof.without_header("typ")
        })
        .deny("proof_malformed"),
        typ("dpop-typ-jwt", "Any JWT.", r#""JWT""#),
        typ("dpop-typ-at", "An access token.", r#""at+jwt""#),
        typ("dpop-typ-wpt", "Another kind of proof.", r#""wpt+jwt""#),
        typ("dpop-typ-number", "A number.", "1"),
        proven(case("dpop-alg-absent", HEADER, "No `alg`."), |proof| {
            proof.without_header("alg")
        })
        .deny("proof_malformed"),
        alg("dpop-alg-none", "Not signed.", r#""none""#),
        alg("dpop-alg-hs256", "A symmetric algorithm.", r#""HS256""#),
        alg("dpop-alg-es384", "Not on the list.", r#""ES384""#),
        alg(
            "dpop-alg-ed25519",
            "On the list, and not this key's.",
            r#""Ed25519""#,
        ),
        unsupported("dpop-crit", "crit", r#"["jwk"]"#),
        unsupported("dpop-b64", "b64", "false"),
        unsupported("dpop-jku", "jku", r#""https://evil.example/jwks""#),
        unsupported("dpop-x5c", "x5c", "[]"),
    ]
}

fn keys() -> Vec<Case> {
    let jwk = |id: &str, description: &str, change: Value| {
        let jwk = changed(parsed(&holder().bare_jwk()), change).to_string();
        proven(case(id, HEADER, description), |proof| {
            proof.header("jwk", jwk)
        })
    };
    let whole = |id: &str, description: &str, json: &str| {
        proven(case(id, HEADER, description), |proof| {
            proof.header("jwk", json)
        })
        .deny("proof_malformed")
    };
    let other = Key::es256(4);
    let token = bound().mint();
    vec![
        proven(case("dpop-jwk-absent", HEADER, "No key."), |proof| {
            proof.without_header("jwk")
        })
        .deny("proof_malformed"),
        whole("dpop-jwk-text", "The name of a key.", r#""key""#),
        whole("dpop-jwk-null", "Null is not absent.", "null"),
        whole(
            "dpop-jwk-symmetric",
            "A secret key.",
            r#"{"kty":"oct","k":"AQ"}"#,
        ),
        whole(
            "dpop-jwk-short-rsa",
            "An RSA key of 8 bits.",
            r#"{"kty":"RSA","n":"_w","e":"AQAB"}"#,
        ),
        jwk(
            "dpop-jwk-private",
            "The private key.",
            json!({ "d": "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM" }),
        )
        .deny("proof_malformed"),
        jwk(
            "dpop-jwk-encryption",
            "A key for encryption.",
            json!({ "use": "enc" }),
        )
        .deny("proof_malformed"),
        jwk(
            "dpop-jwk-off-curve",
            "A point that is not on the curve.",
            json!({ "y": other.y() }),
        )
        .deny("proof_malformed"),
        jwk(
            "dpop-jwk-other",
            "Another key, signed by the right one.",
            parsed(&other.bare_jwk()),
        )
        .deny("proof_key_mismatch"),
        present(
            case(
                "dpop-other-key",
                "RFC 9449, section 7.1",
                "Another key: anybody has some key.",
            ),
            &token,
            request(&[&dpop_proof(&other, &token).mint()]),
        )
        .deny("proof_key_mismatch"),
        present(
            case(
                "dpop-issuer-key",
                "RFC 9449, section 7.1",
                "The issuer's key.",
            ),
            &token,
            request(&[&dpop_proof(&key(), &token).mint()]),
        )
        .deny("proof_key_mismatch"),
        proven(
            case(
                "dpop-forged",
                CHECKS,
                "The right key, and the signature of another.",
            ),
            |proof| proof.signed_by(&other),
        )
        .deny("proof_signature_invalid"),
        jwk(
            "dpop-jwk-other-algorithm",
            "The key says another algorithm than the header.",
            json!({ "alg": "ES384" }),
        )
        .deny("proof_malformed"),
    ]
}
