//! DID documents.

mod refused;

use super::*;

const DID: &str = "did:web:as.example";
const OTHER: &str = "did:web:other.example";
const METHOD: &str = "DID Core 1.0, section 5.2";
const RELATIVE: &str = "DID Core 1.0, section 3.2.2";
const ASSERTION: &str = "DID Core 1.0, section 5.3.2";
const MATERIAL: &str = "DID Core 1.0, section 5.2.1";

pub(super) fn cases() -> Vec<Case> {
    [read(), left_out(), refused::cases()]
        .into_iter()
        .flatten()
        .collect()
}

fn case(id: &str, origin: &str, description: &str, document: Value) -> Case {
    from("did-document", id, origin, description)
        .with("did", DID)
        .with("keys", document)
}

fn method(id: &str, members: Value) -> Value {
    changed(json!({ "id": id, "controller": DID }), members)
}

fn jwk(id: &str, key: &Key) -> Value {
    method(
        id,
        json!({ "type": "JsonWebKey", "publicKeyJwk": bare(key) }),
    )
}

fn document(listed: &[Value], asserting: &[Value]) -> Value {
    json!({ "id": DID, "verificationMethod": listed, "assertionMethod": asserting })
}

fn kid(fragment: &str) -> String {
    format!("{DID}#{fragment}")
}

fn read() -> Vec<Case> {
    let es = Key::es256(1);
    let one = |id: &str, origin: &str, description: &str, document: Value, key: &Key| {
        case(id, origin, description, document)
            .accept_as(json!({ "keys": [named(&kid("a"), key)], "skipped": [] }))
    };
    let multi = |key_type: &str, key: &Key| {
        method(
            "#a",
            json!({ "type": key_type, "publicKeyMultibase": multikey(key) }),
        )
    };
    vec![
        one(
            "referenced",
            ASSERTION,
            "A method, and a reference to it.",
            document(&[jwk(&kid("a"), &es)], &[json!(kid("a"))]),
            &es,
        ),
        one(
            "relative-method",
            RELATIVE,
            "A relative `id`.",
            document(&[jwk("#a", &es)], &[json!(kid("a"))]),
            &es,
        ),
        one(
            "relative-reference",
            RELATIVE,
            "A relative reference.",
            document(&[jwk(&kid("a"), &es)], &[json!("#a")]),
            &es,
        ),
        one(
            "embedded",
            ASSERTION,
            "A method for assertions alone.",
            json!({ "id": DID, "assertionMethod": [jwk("#a", &es)] }),
            &es,
        ),
        one(
            "json-web-key-2020",
            MATERIAL,
            "The older name of the type.",
            document(
                &[],
                &[changed(jwk("#a", &es), json!({ "type": "JsonWebKey2020" }))],
            ),
            &es,
        ),
        one(
            "ed25519-jwk",
            MATERIAL,
            "An Ed25519 key.",
            document(&[], &[jwk("#a", &key())]),
            &key(),
        ),
        one(
            "multikey-ed25519",
            "Controlled Identifiers 1.0, section 2.2.2",
            "An Ed25519 key in base58.",
            document(&[], &[multi("Multikey", &key())]),
            &key(),
        ),
        one(
            "multikey-p256",
            "Controlled Identifiers 1.0, section 2.2.2",
            "A P-256 key in base58.",
            document(&[], &[multi("Multikey", &es)]),
            &es,
        ),
        one(
            "ed25519-2020",
            MATERIAL,
            "The older type for Ed25519 alone.",
            document(&[], &[multi("Ed25519VerificationKey2020", &key())]),
            &key(),
        ),
        one(
            "own-kid",
            "RFC 7517, section 4.5",
            "The DID URL names the key, whatever `kid` it has.",
            document(&[], &[jwk("#a", &es).with_jwk(json!({ "kid": "b" }))]),
            &es,
        ),
        one(
            "unreferenced",
            ASSERTION,
            "A method that nothing refers to.",
            document(&[jwk("#a", &es), jwk("#b", &Key::es256(2))], &[json!("#a")]),
            &es,
        ),
        one(
            "for-authentication",
            ASSERTION,
            "A method for authentication alone.",
            changed(
                document(&[], &[jwk("#a", &es)]),
                json!({ "authentication": [jwk("#b", &Key::es256(2))] }),
            ),
            &es,
        ),
        one(
            "unknown-members",
            "DID Core 1.0, section 4",
            "Contexts, services and what nobody knows.",
            changed(
                document(&[], &[jwk("#a", &es)]),
                json!({ "@context": ["https://www.w3.org/ns/did/v1"], "service": [{ "id": "#s", "type": "X", "serviceEndpoint": "https://as.example" }], "x": null }),
            ),
            &es,
        ),
        case(
            "two-methods",
            ASSERTION,
            "Two keys, in the order of `assertionMethod`.",
            document(
                &[jwk("#a", &es), jwk("#b", &key())],
                &[json!("#b"), json!("#a")],
            ),
        )
        .accept_as(json!({ "keys": [named(&kid("b"), &key()), named(&kid("a"), &es)] })),
        case(
            "algorithm",
            "RFC 7517, section 4.4",
            "`alg` counts where it stands.",
            document(&[], &[jwk("#a", &es).with_jwk(json!({ "alg": "ES256" }))]),
        )
        .accept_as(json!({ "keys": [{ "kid": kid("a"), "algorithm": "ES256", "thumbprint": es.thumbprint() }] })),
        one(
            "text",
            METHOD,
            "The document as text.",
            json!(document(&[], &[jwk("#a", &es)]).to_string()),
            &es,
        ),
    ]
}

/// The first entry is left out for this reason, the second is read.
fn left_out() -> Vec<Case> {
    let es = Key::es256(1);
    let out = |id: &str, origin: &str, description: &str, entry: Value, reason: &str| {
        case(
            id,
            origin,
            description,
            document(&[], &[entry, jwk("#good", &key())]),
        )
        .accept_as(json!({
            "keys": [named(&kid("good"), &key())],
            "skipped": [skipped(0, reason)],
        }))
    };
    let with = |change: Value| changed(jwk("#a", &es), change);
    let nothing = "refers to nothing in the document";
    let url = "`id` is not a fragment of the DID";
    let controller = "`controller` is not the DID";
    let time = "`revoked` or `expires` limits its time";
    let count = "not exactly one public key";
    let form = "`type` is not supported, or not with this form of key";
    let other_key = "neither an Ed25519 nor a P-256 key";
    vec![
        out("reference-to-nothing", "DID Core 1.0, section 5.2.2", "A reference that the document does not resolve.", json!("#absent"), nothing),
        out("reference-to-other", "DID Core 1.0, section 5.2.2", "A reference into another document.", json!(format!("{OTHER}#a")), nothing),
        out("reference-in-another-case", "DID Core 1.0, section 3.2", "DID URLs are compared character by character.", json!("#GOOD"), nothing),
        out("method-of-other", METHOD, "A method of another DID.", jwk(&format!("{OTHER}#a"), &es), url),
        out("method-of-longer", METHOD, "A DID that begins with this one.", jwk(&format!("{DID}.evil#a"), &es), url),
        out("method-with-path", METHOD, "A path between DID and fragment.", jwk(&format!("{DID}/x#a"), &es), url),
        out("method-is-did", METHOD, "No fragment.", jwk(DID, &es), url),
        out("method-fragment-empty", METHOD, "An empty fragment.", jwk("#", &es), url),
        out("controller-other", METHOD, "Somebody else controls the key.", with(json!({ "controller": OTHER })), controller),
        out("controller-array", METHOD, "`controller` of a method is a string.", with(json!({ "controller": [DID] })), controller),
        out("controller-absent", METHOD, "No `controller`.", json!({ "id": "#a", "type": "JsonWebKey", "publicKeyJwk": bare(&es) }), controller),
        out("revoked", "Controlled Identifiers 1.0, section 2.2", "A method that was revoked.", with(json!({ "revoked": "2020-01-01T00:00:00Z" })), time),
        out("expires", "Controlled Identifiers 1.0, section 2.2", "A method that expires: a key set knows no time.", with(json!({ "expires": "2999-01-01T00:00:00Z" })), time),
        out("two-keys", MATERIAL, "Two forms of a key, which may differ.", with(json!({ "publicKeyMultibase": multikey(&key()) })), count),
        out("no-key", MATERIAL, "No key.", method("#a", json!({ "type": "Multikey" })), count),
        out("type-unknown", MATERIAL, "A type that nobody knows.", with(json!({ "type": "X" })), form),
        out("type-other-form", MATERIAL, "A Multikey is no JSON Web Key.", with(json!({ "type": "Multikey" })), form),
        out("type-2018", MATERIAL, "A type that was given up.", method("#a", json!({ "type": "Ed25519VerificationKey2018", "publicKeyBase58": multikey(&key())[1..] })), form),
        out("type-ed25519-key-p256", MATERIAL, "Another key than the type says.", method("#a", json!({ "type": "Ed25519VerificationKey2020", "publicKeyMultibase": multikey(&es) })), "`type` says Ed25519, and the key is none"),
        out("document-p384", MATERIAL, "Another curve.", jwk("#a", &Key::es384(1)), other_key),
        out("document-rsa", MATERIAL, "An RSA key.", jwk("#a", &Key::rs256()), other_key),
        out("document-private", "RFC 7517, section 9.2", "`d` in `publicKeyJwk`.", jwk("#a", &es).with_jwk(json!({ "d": "AA" })), PRIVATE),
        out("document-secret-key", "Controlled Identifiers 1.0, section 2.2.2", "`secretKeyMultibase` beside the public key.", with(json!({ "secretKeyMultibase": "z3u2" })), PRIVATE),
        out("document-use-enc", "RFC 7517, section 4.2", "A key for encryption.", jwk("#a", &es).with_jwk(json!({ "use": "enc" })), "`use` is not `sig`"),
        case("reference-twice", ASSERTION, "A set holds a method once.", document(&[jwk("#a", &es)], &[json!("#a"), json!(kid("a"))]))
            .accept_as(json!({ "keys": [named(&kid("a"), &es)], "skipped": [skipped(1, "stands twice in `assertionMethod`")] })),
    ]
}

trait WithJwk {
    /// A method whose key has these members, too.
    fn with_jwk(self, change: Value) -> Self;
}

impl WithJwk for Value {
    fn with_jwk(mut self, change: Value) -> Self {
        let jwk = self["publicKeyJwk"].take();
        self["publicKeyJwk"] = changed(jwk, change);
        self
    }
}
