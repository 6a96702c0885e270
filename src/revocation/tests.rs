//! What a status has to look like.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use super::Status;
use crate::denial::Code;
use crate::jose::json::{self, Bounds, Value};
use crate::limits::Limits;
use crate::token::Reader;

fn read(claims: &str) -> Result<Option<Status>, Code> {
    let Ok(Value::Object(members)) = json::parse(claims.as_bytes(), Bounds::CONFIGURATION) else {
        panic!("{claims}: not an object")
    };
    Reader::new(&members, &Limits::default())
        .status()
        .map_err(|denial| denial.code())
}

#[test]
fn a_status_is_an_entry_of_a_list() {
    let status = r#"{"status":{"status_list":{"idx":7,"uri":"https://as.example/lists/1"}}}"#;
    let status = read(status).unwrap().unwrap();
    assert_eq!(
        (status.idx(), status.uri()),
        (7, "https://as.example/lists/1")
    );
    assert_eq!(read("{}"), Ok(None));
    // What else it says is for others
    let besides = r#"{"status":{"other":1,"status_list":{"idx":0,"uri":"urn:a","ttl":1}}}"#;
    assert!(matches!(read(besides), Ok(Some(_))));
}

#[test]
fn every_other_shape_is_refused() {
    let list = |list: &str| format!(r#"{{"status":{{"status_list":{list}}}}}"#);
    let uri = |uri: &str| list(&format!(r#"{{"idx":0,"uri":"{uri}"}}"#));
    let idx = |idx: &str| list(&format!(r#"{{"idx":{idx},"uri":"https://as.example/1"}}"#));
    let statuses = ["null", "0", "\"valid\"", "[]", "{}", "true"]
        .map(|status| format!(r#"{{"status":{status}}}"#));
    let lists = [
        "null",
        "[]",
        "\"https://as.example/1\"",
        "{}",
        r#"{"idx":0}"#,
        r#"{"uri":"https://as.example/1"}"#,
    ]
    .map(list);
    let indices = [
        "-1",
        "1.0",
        "\"1\"",
        "null",
        "4294967296",
        "1e300",
        "[0]",
        "true",
    ]
    .map(idx);
    let uris = [
        "",
        "lists/1",
        "//as.example/1",
        ":",
        "https:",
        "1a:b",
        "https://as.example/a b",
        "https://as.example/ü",
        "https://as.example/\\n",
        "java\\u0001script:a",
        "https://as.example/<a>",
    ]
    .map(uri);
    for claims in statuses.iter().chain(&lists).chain(&indices).chain(&uris) {
        assert_eq!(read(claims), Err(Code::ClaimInvalid), "{claims}");
    }
    for uri in ["1", "[]", "null", "{}"] {
        let claims = list(&format!(r#"{{"idx":0,"uri":{uri}}}"#));
        assert_eq!(read(&claims), Err(Code::ClaimInvalid), "{claims}");
    }
}
