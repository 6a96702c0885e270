//! Form, header policy, choice of key.

use serde_json::{Value, json};

mod form;
mod header;
mod key;
mod signature;

use super::{Case, concat, key, key_set, parsed};
use crate::{Key, compact};

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
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
    let example = |id: &str, source: &str, alg: &str, jwk: Value, token: &str| {
        jws(id, source, "The example of the RFC.")
            .with("keys", json!({ "keys": [jwk] }))
            .with("algorithms", json!([alg]))
            .with("token", token)
            .accept()
    };
    let claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    vec![
        simple("accept-ed25519", "RFC 9864, section 2.2", &key()),
        simple(
            "accept-eddsa",
            "RFC 8037, section 3.1",
            &key().for_algorithm("EdDSA"),
        ),
        simple("accept-es256", "RFC 7518, section 3.4", &Key::es256(1)),
        simple("accept-rs256", "RFC 7518, section 3.3", &Key::rs256()),
        example(
            "accept-rfc8037-example",
            "RFC 8037, appendix A.4",
            "EdDSA",
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }),
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        ),
        example(
            "accept-rfc7515-es256-example",
            "RFC 7515, appendix A.3",
            "ES256",
            json!({ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }),
            &format!(
                "eyJhbGciOiJFUzI1NiJ9.{claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
            ),
        ),
        example(
            "accept-rfc7515-rs256-example",
            "RFC 7515, appendix A.2",
            "RS256",
            json!({ "kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" }),
            &format!(
                "eyJhbGciOiJSUzI1NiJ9.{claims}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
            ),
        ),
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
