//! Documents that are refused as a whole.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let es = Key::es256(1);
    let good = document(&[], &[jwk("#a", &es)]);
    let bad = |id: &str, origin: &str, description: &str, document: Value| {
        case(id, origin, description, document).config_error("keys")
    };
    let did = |id: &str, description: &str, did: &str| {
        from("did-document", id, "DID Core 1.0, section 3.1", description)
            .with("did", did)
            .with("keys", changed(good.clone(), json!({ "id": did })))
            .config_error("did")
    };
    let subject = "DID Core 1.0, section 5.1.1";
    let set = "DID Core 1.0, section 5.3";
    let text = good.to_string();
    let many = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|number| jwk(&format!("#{number}"), &es))
            .collect()
    };
    vec![
        bad(
            "subject-other",
            subject,
            "The document of another DID.",
            changed(good.clone(), json!({ "id": OTHER })),
        ),
        bad(
            "subject-case",
            subject,
            "DIDs are compared character by character.",
            changed(good.clone(), json!({ "id": "did:web:AS.example" })),
        ),
        bad(
            "subject-url",
            subject,
            "A DID URL.",
            changed(good.clone(), json!({ "id": kid("a") })),
        ),
        bad(
            "subject-number",
            subject,
            "`id` is a string.",
            changed(good.clone(), json!({ "id": 1 })),
        ),
        bad(
            "subject-absent",
            subject,
            "No `id`.",
            json!({ "assertionMethod": [jwk("#a", &es)] }),
        ),
        did("did-url", "A DID URL is no DID.", "did:web:as.example#a"),
        did("did-https", "An address is no DID.", "https://as.example"),
        did(
            "did-method-upper-case",
            "A method is lower case.",
            "did:WEB:as.example",
        ),
        did("did-without-id", "Nothing behind the method.", "did:web:"),
        bad(
            "no-assertion",
            ASSERTION,
            "No key is for assertions.",
            json!({ "id": DID, "verificationMethod": [jwk("#a", &es)] }),
        ),
        bad(
            "assertion-empty",
            ASSERTION,
            "No key is for assertions.",
            document(&[jwk("#a", &es)], &[]),
        ),
        bad(
            "assertion-string",
            set,
            "`assertionMethod` is an array.",
            changed(
                document(&[jwk("#a", &es)], &[]),
                json!({ "assertionMethod": "#a" }),
            ),
        ),
        bad(
            "assertion-number",
            set,
            "An entry is a method or a reference.",
            document(&[], &[json!(1), jwk("#a", &es)]),
        ),
        bad(
            "methods-object",
            METHOD,
            "`verificationMethod` is an array.",
            changed(good.clone(), json!({ "verificationMethod": {} })),
        ),
        bad(
            "method-string",
            METHOD,
            "A method is an object.",
            document(&[json!("#a")], &[jwk("#a", &es)]),
        ),
        bad(
            "method-id-absent",
            METHOD,
            "A method has an `id`.",
            document(&[json!({ "controller": DID })], &[jwk("#a", &es)]),
        ),
        bad(
            "method-id-number",
            METHOD,
            "`id` is a string.",
            document(&[json!({ "id": 1 })], &[jwk("#a", &es)]),
        ),
        bad(
            "two-of-one-id",
            METHOD,
            "Two keys of one name: which one counts depends on the reader.",
            document(&[jwk("#a", &es), jwk(&kid("a"), &key())], &[json!("#a")]),
        ),
        bad(
            "document-symmetric",
            "RFC 7518, section 6.4",
            "A secret in a document.",
            document(
                &[],
                &[method(
                    "#a",
                    json!({ "type": "JsonWebKey", "publicKeyJwk": { "kty": "oct", "k": "AAAA" } }),
                )],
            ),
        ),
        bad(
            "member-twice",
            "RFC 8259, section 4",
            "`id` twice.",
            json!(text.replacen('{', &format!(r#"{{"id":"{DID}","#), 1)),
        ),
        bad(
            "html",
            METHOD,
            "An error page.",
            json!("<!doctype html><title>404</title>"),
        ),
        bad(
            "set-as-document",
            METHOD,
            "A key set is no document.",
            json!({ "keys": [bare(&es)] }),
        ),
        case(
            "sixty-four-methods",
            "Narrowgate's limits: 64 methods",
            "As many as may be.",
            document(&many(63), &[json!("#0")]),
        )
        .accept(),
        bad(
            "sixty-five-methods",
            "Narrowgate's limits: 64 methods",
            "One more.",
            document(&many(64), &[json!("#0")]),
        ),
        bad(
            "too-deep",
            "Narrowgate's limits: 64 levels",
            "65 levels.",
            json!(text.replacen(
                '{',
                &format!(r#"{{"x":{}{},"#, "[".repeat(64), "]".repeat(64)),
                1
            )),
        ),
    ]
}
