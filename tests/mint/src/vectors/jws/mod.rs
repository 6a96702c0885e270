//! Form, header policy, choice of key.

use serde_json::{Value, json};

mod ecdsa;
mod example;
mod form;
mod header;
mod key;
mod rsa;
mod signature;

use super::{Case, concat, key, key_set, parsed};
use crate::{Key, compact};

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
        example::cases(),
        form::cases(),
        header::cases(),
        key::cases(),
        signature::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) const HEADER: &str = r#"{"alg":"Ed25519","kid":"ed-1"}"#;
pub(super) const PAYLOAD: &str = "any payload";

/// One Ed25519 key, one allowed algorithm.
pub(super) fn jws(id: &str, source: &str, description: &str) -> Case {
    Case::new("jws", id, source, description)
        .with("keys", key_set([&key()]))
        .with("algorithms", json!(["Ed25519"]))
}

fn token(case: Case, token: impl Into<Value>) -> Case {
    case.with("token", token)
}

fn signed(header: impl AsRef<[u8]>) -> String {
    compact(header, PAYLOAD, &key())
}

fn accepted() -> Vec<Case> {
    let simple = |id: &str, source: &str, key: &Key| {
        let header = format!(
            r#"{{"alg":"{}","kid":"{}"}}"#,
            key.alg(),
            key.kid().unwrap_or_default()
        );
        jws(id, source, &format!("A signature with {}.", key.alg()))
            .with("keys", key_set([key]))
            .with("algorithms", json!([key.alg()]))
            .with("token", compact(header, PAYLOAD, key))
            .accept()
    };
    let rsa = |id, source, alg| simple(id, source, &Key::rs256().for_algorithm(alg));
    vec![
        simple("accept-ed25519", "RFC 9864, section 2.2", &key()),
        simple(
            "accept-eddsa",
            "RFC 8037, section 3.1",
            &key().for_algorithm("EdDSA"),
        ),
        simple("accept-es256", "RFC 7518, section 3.4", &Key::es256(1)),
        simple("accept-rs256", "RFC 7518, section 3.3", &Key::rs256()),
        simple("accept-es384", "RFC 7518, section 3.4", &Key::es384(1)),
        simple("accept-es512", "RFC 7518, section 3.4", &Key::es512(1)),
        rsa("accept-rs384", "RFC 7518, section 3.3", "RS384"),
        rsa("accept-rs512", "RFC 7518, section 3.3", "RS512"),
        rsa("accept-ps256", "RFC 7518, section 3.5", "PS256"),
        rsa("accept-ps384", "RFC 7518, section 3.5", "PS384"),
        rsa("accept-ps512", "RFC 7518, section 3.5", "PS512"),
        token(
            jws(
                "accept-unknown-header-parameter",
                "RFC 7515, section 4",
                "A parameter that nobody knows and `crit` does not name is ignored.",
            ),
            signed(r#"{"alg":"Ed25519","kid":"ed-1","x-trace":["a",1]}"#),
        )
        .accept(),
        token(
            jws(
                "accept-x5t",
                "RFC 7515, section 4.1.7",
                "A certificate's thumbprint chooses no key, and is ignored.",
            ),
            signed(r#"{"alg":"Ed25519","kid":"ed-1","x5t":"AAAA"}"#),
        )
        .accept(),
        token(
            jws(
                "accept-spaced-header",
                "RFC 7515, section 5.2",
                "White space in the header's JSON is signed as received.",
            ),
            signed("{ \"kid\" : \"ed-1\",\n \"alg\" : \"Ed25519\" }\n"),
        )
        .accept(),
        token(
            jws(
                "accept-escaped-name",
                "RFC 8259, section 7",
                "A member name may be spelt with escapes.",
            ),
            signed(r#"{"\u0061lg":"Ed25519","kid":"ed-1"}"#),
        )
        .accept(),
        token(
            jws(
                "accept-binary-payload",
                "RFC 7515, section 3",
                "The payload is any sequence of octets.",
            ),
            compact(HEADER, [0xff, 0x00, 0x80], &key()),
        )
        .accept(),
    ]
}
