//! Where an issuer's keys come from.

use super::super::keys::multikey;
use super::*;

const DID: &str = "did:web:as.example";
const DOMAIN: &str = "spiffe://example.org";

pub(super) fn cases() -> Vec<Case> {
    [later(), others(), mistakes()]
        .into_iter()
        .flatten()
        .collect()
}

/// A gate that trusts this issuer, whose keys come from what is named here.
fn trusts(name: &str, sources: Value) -> Value {
    let issuer = json!({ "issuer": name, "profile": "rfc9068", "algorithms": ["Ed25519"] });
    changed(config(), json!({ "issuers": [changed(issuer, sources)] }))
}

fn from(id: &str, source: &str, description: &str, name: &str, sources: Value) -> Case {
    case(id, source, description).with("config", trusts(name, sources))
}

fn document(id: &str) -> Value {
    let method = json!({ "id": "#a", "type": "Multikey", "controller": id, "publicKeyMultibase": multikey(&key()) });
    json!({ "id": id, "verificationMethod": [method], "assertionMethod": ["#a"] })
}

fn bundle() -> Value {
    let jwk = changed(
        parsed(&key().bare_jwk()),
        json!({ "use": "jwt-svid", "kid": "ed-1" }),
    );
    json!({ "keys": [jwk], "spiffe_sequence": 1 })
}

/// A token of this issuer, with the `kid` that its keys have.
fn by(issuer: &str, kid: &str) -> AccessToken {
    crate::access_token(&key().named(Some(kid))).issuer(issuer)
}

fn later() -> Vec<Case> {
    let source = "Configuration: `null` says aloud that the keys come later";
    let with = |id: &str, description: &str, sources: Value, token: AccessToken| {
        from(id, source, description, ISSUER, sources).token(token.mint())
    };
    let null = || json!({ "jwks": null });
    let one_of_two = changed(
        config(),
        json!({ "issuers": [
            changed(issuer(ISSUER, &key()), null()),
            issuer("https://other.example", &key()),
        ] }),
    );
    vec![
        with("keys-missing", "No keys yet.", null(), good()).deny("keys_missing"),
        with(
            "keys-missing-bundle",
            "No bundle yet.",
            json!({ "spiffeBundle": null }),
            good(),
        )
        .deny("keys_missing"),
        with(
            "keys-missing-document",
            "No document yet.",
            json!({ "didDocument": null }),
            good(),
        )
        .deny("keys_missing"),
        with(
            "keys-missing-other-issuer",
            "Somebody else's token does not wait for them.",
            null(),
            good().issuer("https://evil.example"),
        )
        .deny("issuer_unknown"),
        with(
            "keys-missing-other-algorithm",
            "Nor does one by another algorithm.",
            null(),
            good().header("alg", r#""HS256""#),
        )
        .deny("algorithm_not_allowed"),
        with(
            "keys-missing-other-type",
            "Nor does an ID token.",
            null(),
            good().header("typ", r#""JWT""#),
        )
        .deny("type_not_accepted"),
        case(
            "keys-missing-of-one",
            source,
            "One issuer's keys are there: they are not tried for another.",
        )
        .with("config", one_of_two.clone())
        .token(good().mint())
        .deny("keys_missing"),
        case(
            "keys-there-of-other",
            source,
            "And the other one's tokens are accepted.",
        )
        .with("config", one_of_two)
        .token(good().issuer("https://other.example").mint())
        .accept_as(json!({ "issuer": "https://other.example" })),
        with(
            "keys-empty",
            "A set without a key is not a set that comes later.",
            json!({ "jwks": { "keys": [] } }),
            good(),
        )
        .config_error("issuers[0].jwks"),
    ]
}

fn others() -> Vec<Case> {
    let did_key = format!("did:key:{}", multikey(&key()));
    let did_kid = format!("{did_key}#{}", multikey(&key()));
    let other = format!("did:key:{}", multikey(&Key::ed25519(2)));
    let method = "The did:key Method, section 3.1";
    let core = "DID Core 1.0, section 5.3.2";
    let spiffe = "SPIFFE Trust Domain and Bundle, section 4.2";
    let named = |name: &str| json!({ "issuer": name, "keyThumbprint": key().thumbprint() });
    vec![
        from(
            "did-key-issuer",
            method,
            "An issuer whose name is its key.",
            &did_key,
            json!({}),
        )
        .token(by(&did_key, &did_kid).mint())
        .accept_as(named(&did_key)),
        from(
            "did-key-issuer-with-jwks",
            method,
            "A key set beside the key that the issuer is.",
            &did_key,
            json!({ "jwks": key_set([&Key::ed25519(2)]) }),
        )
        .token(good().mint())
        .config_error("issuers[0].jwks"),
        from(
            "did-key-issuer-without-kid",
            method,
            "There is one key, so none has to be named.",
            &did_key,
            json!({}),
        )
        .token(by(&did_key, "x").without_header("kid").mint())
        .accept(),
        from(
            "did-key-issuer-forged",
            method,
            "Signed with another key.",
            &did_key,
            json!({}),
        )
        .token(by(&did_key, &did_kid).signed_by(&Key::ed25519(2)).mint())
        .deny("signature_invalid"),
        from(
            "did-key-issuer-other",
            method,
            "Another name, whose key signed: nobody trusts it.",
            &did_key,
            json!({}),
        )
        .token(
            by(&other, "x")
                .without_header("kid")
                .signed_by(&Key::ed25519(2))
                .mint(),
        )
        .deny("issuer_unknown"),
        from(
            "did-document-issuer",
            core,
            "An issuer with a DID document.",
            DID,
            json!({ "didDocument": document(DID) }),
        )
        .token(by(DID, &format!("{DID}#a")).mint())
        .accept_as(named(DID)),
        from(
            "did-document-issuer-text",
            core,
            "The document as text.",
            DID,
            json!({ "didDocument": document(DID).to_string() }),
        )
        .token(by(DID, &format!("{DID}#a")).mint())
        .accept(),
        from(
            "did-document-issuer-fragment",
            core,
            "`kid` is the whole DID URL.",
            DID,
            json!({ "didDocument": document(DID) }),
        )
        .token(by(DID, "#a").mint())
        .deny("key_unknown"),
        from(
            "did-document-of-another",
            core,
            "The document of another DID.",
            DID,
            json!({ "didDocument": document("did:web:other.example") }),
        )
        .token(good().mint())
        .config_error("issuers[0].didDocument"),
        from(
            "spiffe-bundle-issuer",
            spiffe,
            "An issuer with the bundle of a trust domain.",
            DOMAIN,
            json!({ "spiffeBundle": bundle() }),
        )
        .token(by(DOMAIN, "ed-1").mint())
        .accept_as(named(DOMAIN)),
        from(
            "spiffe-bundle-issuer-text",
            spiffe,
            "The bundle as text.",
            DOMAIN,
            json!({ "spiffeBundle": bundle().to_string() }),
        )
        .token(by(DOMAIN, "ed-1").mint())
        .accept(),
        from(
            "spiffe-bundle-as-jwks",
            spiffe,
            "A bundle's keys are not for any use: it is no key set.",
            DOMAIN,
            json!({ "jwks": bundle() }),
        )
        .token(good().mint())
        .config_error("issuers[0].jwks"),
    ]
}

fn mistakes() -> Vec<Case> {
    let source = "Configuration: a mistake of the operator is never a denial";
    let refused = |id: &str, description: &str, name: &str, sources: Value, path: &str| {
        from(id, source, description, name, sources)
            .token(good().mint())
            .config_error(path)
    };
    let jwks = key_set([&key()]);
    vec![
        refused(
            "source-none",
            "No source of keys.",
            ISSUER,
            json!({}),
            "issuers[0].jwks",
        ),
        refused(
            "source-two",
            "Two sources.",
            DID,
            json!({ "jwks": jwks, "didDocument": document(DID) }),
            "issuers[0].didDocument",
        ),
        refused(
            "source-two-later",
            "Two sources that come later.",
            ISSUER,
            json!({ "jwks": null, "spiffeBundle": null }),
            "issuers[0].spiffeBundle",
        ),
        refused(
            "source-number",
            "A number is no key set.",
            ISSUER,
            json!({ "jwks": 1 }),
            "issuers[0].jwks",
        ),
        refused(
            "source-did-key",
            "A `did:key` that is none.",
            "did:key:zNonsense",
            json!({}),
            "issuers[0].issuer",
        ),
        refused(
            "source-did-web",
            "A DID whose document has to be resolved.",
            DID,
            json!({}),
            "issuers[0].jwks",
        ),
    ]
}
