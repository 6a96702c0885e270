//! One case of the vector format, read strictly. Its description is `tests/vectors/README.md`.

mod source;
mod text;

use narrowgate::Code;
use serde::Deserialize;
use serde_json::{Map, Value};

pub use source::{RawSource, Source};
pub use text::{Json, Text};

/// One case, with everything that it needs.
#[derive(Debug)]
pub struct Case {
    /// The file that it stands in, as found.
    pub file: String,
    /// Unique in the file.
    pub id: String,
    /// The outcome that is right.
    pub expect: Expect,
    /// What runs.
    pub work: Work,
    /// The case as a host in another language is given it: as it was read, with `file`, and with
    /// the text of the arguments fixed, so that every artifact reads the same bytes.
    pub raw: Map<String, Value>,
}

/// The outcome that is right.
#[derive(Clone, Debug, PartialEq)]
pub enum Expect {
    /// Accepted; the members given equal those of the result.
    Accept(Option<Map<String, Value>>),
    /// Not narrower.
    Reject,
    /// Denied with this code, about this token when one is named.
    Deny {
        /// The stable `snake_case` name.
        code: String,
        /// Position of the token, root first, from 1.
        hop: Option<u64>,
        /// What an approval has to be of.
        call_hash: Option<String>,
        /// Members that the denial has.
        denial: Option<Map<String, Value>>,
    },
    /// The configuration or the key set is refused, with this problem.
    ConfigError {
        /// Where in the document.
        path: String,
        /// Where in a file of policies.
        span: Option<Value>,
    },
}

/// What runs: the layer, and its input.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Work {
    /// Header and signature of one compact JWS.
    Jws {
        /// The JWS.
        token: Text,
        /// A JSON Web Key Set.
        keys: Json,
        /// The algorithms that are allowed.
        algorithms: Vec<String>,
    },
    /// Reading a key set, or another source of keys.
    Jwk(RawSource),
    /// Is the child narrower than the parent, or equal?
    Scope {
        /// A `scope` string.
        child: Text,
        /// A `scope` string.
        parent: Text,
        /// The `scopeRelation` of a configuration document; absent, the exact one.
        #[serde(default)]
        relation: Option<Value>,
    },
    /// Verification of one token.
    Token {
        /// The configuration document.
        config: Value,
        /// What the request carries.
        presented: Presented,
        /// Seconds since 1970.
        now: u64,
    },
    /// Verification of a token and its lineage.
    Chain {
        /// The configuration document.
        config: Value,
        /// What the request carries.
        presented: Presented,
        /// Seconds since 1970.
        now: u64,
    },
    /// The hash of a call, for who approves it.
    Call {
        /// Everything but the call itself.
        parties: Value,
        /// The tool call.
        request: Request,
    },
    /// Policies alone, on facts taken for proven.
    Policy {
        /// The configuration document.
        config: Value,
        /// Who, taken for proven.
        facts: Value,
        /// The tool call.
        request: Request,
        /// Seconds since 1970.
        now: u64,
    },
    /// Building a gate.
    Config {
        /// The configuration document.
        config: Value,
    },
    /// Which tools could be called.
    List {
        /// The configuration document.
        config: Value,
        /// What the request carries.
        #[serde(default)]
        presented: Option<Presented>,
        /// Instead of it, who, taken for proven.
        #[serde(default)]
        facts: Option<Value>,
        /// What the host says of the session.
        #[serde(default)]
        session: Option<Json>,
        /// Seconds since 1970.
        now: u64,
    },
    /// The whole.
    Authorize {
        /// The configuration document.
        config: Value,
        /// What the request carries.
        presented: Presented,
        /// The tool call.
        request: Request,
        /// Seconds since 1970.
        now: u64,
    },
}

/// What one request carries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presented {
    /// The access token.
    pub token: Text,
    /// The tokens that it was derived from, root first.
    #[serde(default)]
    pub parents: Vec<Text>,
    /// The document of proofs, as the npm package takes it.
    #[serde(default)]
    pub proofs: Option<Value>,
}

/// The tool call.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawRequest")]
pub struct Request {
    /// The tool's name.
    pub tool: String,
    /// The arguments, as the text that is handed over.
    pub input: String,
    /// What the host says of the call, as text.
    pub session: Option<String>,
}

/// One case, as it stands in `file`.
pub(crate) fn read_case(file: &str, mut raw: Map<String, Value>) -> Result<Case, String> {
    let mut layer = raw.clone();
    let mut take = |name: &str| {
        layer
            .remove(name)
            .ok_or(format!("member `{name}` is missing"))
    };
    let id: String = string("id", take("id")?)?;
    string("description", take("description")?)?;
    string("source", take("source")?)?;
    let expect = take("expect")?;
    if id.is_empty()
        || !id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    {
        return Err("`id` is not kebab-case".to_owned());
    }
    let work: Work =
        serde_json::from_value(Value::Object(layer)).map_err(|error| error.to_string())?;
    if let Work::Jwk(source) = &work {
        source.read()?;
    }
    let expect = RawExpect::deserialize(expect)
        .map_err(|error| error.to_string())
        .and_then(|raw| raw.check(&work))
        .map_err(|error| format!("expect: {error}"))?;
    if let Work::Policy { request, .. }
    | Work::Authorize { request, .. }
    | Work::Call { request, .. } = &work
        && let Some(Value::Object(shown)) = raw.get_mut("request")
    {
        shown.remove("input");
        shown.insert("inputText".to_owned(), Value::String(request.input.clone()));
        if let Some(session) = &request.session {
            shown.insert("session".to_owned(), Value::String(session.clone()));
        }
    }
    if let Work::List {
        presented, facts, ..
    } = &work
        && presented.is_some() == facts.is_some()
    {
        return Err("a list has either `presented` or `facts`".to_owned());
    }
    if let Work::List {
        session: Some(session),
        ..
    } = &work
    {
        raw.insert("session".to_owned(), Value::String(session.0.clone()));
    }
    raw.insert("file".to_owned(), Value::String(file.to_owned()));
    Ok(Case {
        file: file.to_owned(),
        id,
        expect,
        work,
        raw,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawExpect {
    accept: Option<Value>,
    reject: Option<bool>,
    deny: Option<String>,
    hop: Option<u64>,
    call_hash: Option<String>,
    denial: Option<Map<String, Value>>,
    config_error: Option<String>,
    span: Option<Value>,
}

impl RawExpect {
    fn check(self, work: &Work) -> Result<Expect, String> {
        if self.deny.is_none() && (self.hop.is_some() || self.denial.is_some()) {
            return Err("`hop` and `denial` stand beside `deny` only".to_owned());
        }
        if self.config_error.is_none() && self.span.is_some() {
            return Err("`span` stands beside `configError` only".to_owned());
        }
        if self.call_hash.is_some() && self.deny.is_none() {
            return Err("`callHash` stands beside `deny` only".to_owned());
        }
        let call_hash = self.call_hash;
        match (self.accept, self.reject, self.deny, self.config_error) {
            (Some(Value::Bool(true)), None, None, None) => Ok(Expect::Accept(None)),
            (Some(Value::Object(members)), None, None, None) => Ok(Expect::Accept(Some(members))),
            (None, Some(true), None, None) if matches!(work, Work::Scope { .. }) => Ok(Expect::Reject),
            (None, None, Some(code), None) if Code::ALL.iter().any(|known| known.as_str() == code) => {
                Ok(Expect::Deny { code, hop: self.hop, call_hash, denial: self.denial })
            }
            (None, None, Some(code), None) => Err(format!("there is no code `{code}`")),
            (None, None, None, Some(path)) if !matches!(work, Work::Scope { relation: None, .. }) => {
                Ok(Expect::ConfigError { path, span: self.span })
            }
            _ => Err("one of `accept`, `reject` (kind `scope`), `deny` and `configError` (not kind `scope` without `relation`) stands here".to_owned()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawRequest {
    tool: String,
    input: Option<Value>,
    input_text: Option<String>,
    session: Option<Json>,
}

impl TryFrom<RawRequest> for Request {
    type Error = &'static str;

    fn try_from(raw: RawRequest) -> Result<Self, Self::Error> {
        let input = match (raw.input, raw.input_text) {
            (Some(value), None) => value.to_string(),
            (None, Some(text)) => text,
            _ => return Err("a request has either `input` or `inputText`"),
        };
        Ok(Self {
            tool: raw.tool,
            input,
            session: raw.session.map(|session| session.0),
        })
    }
}

fn string(name: &str, value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(format!("member `{name}` is not a string")),
    }
}

#[cfg(test)]
#[expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that can't go on fails"
)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(case: &str, sentence: &str) {
        let raw = serde_json::from_str(case).expect("the test's JSON is JSON");
        let mistake = read_case("f.json", raw).expect_err("must be refused");
        assert!(
            mistake.contains(sentence),
            "{mistake:?} does not say {sentence:?}"
        );
    }

    #[test]
    fn what_is_not_in_the_format_is_refused() {
        let scope = |rest: &str| format!(r#"{{"id":"a","description":"","source":"",{rest}}}"#);
        refused(
            &scope(r#""kind":"scope","child":"a","parent":"a""#),
            "`expect` is missing",
        );
        refused(
            &scope(r#""kind":"spell","expect":{"accept":true}"#),
            "unknown variant `spell`",
        );
        refused(
            &scope(r#""kind":"scope","child":"a","parent":"a","now":1,"expect":{"accept":true}"#),
            "unknown field `now`",
        );
        refused(
            &scope(r#""kind":"scope","child":"a","parent":"a","expect":{"deny":"nope"}"#),
            "there is no code `nope`",
        );
        refused(
            &scope(
                r#""kind":"scope","child":"a","parent":"a","expect":{"accept":true,"reject":true}"#,
            ),
            "one of",
        );
        refused(
            &scope(r#""kind":"scope","child":"a","parent":"a","expect":{"accept":true,"hop":1}"#),
            "stand beside",
        );
        refused(
            &scope(
                r#""kind":"list","config":{},"now":1,"presented":{"token":""},"facts":{},"expect":{"accept":true}"#,
            ),
            "either `presented` or `facts`",
        );
        refused(
            &scope(r#""kind":"jwk","keys":{},"expect":{"reject":true}"#),
            "one of",
        );
        refused(
            &scope(
                r#""kind":"scope","child":{"concat":[{"repeat":"x","times":99999999999}]},"parent":"a","expect":{"reject":true}"#,
            ),
            "longer than",
        );
    }

    #[test]
    fn arguments_reach_every_artifact_as_the_same_text() {
        let raw = r#"{"id":"a","description":"","source":"","kind":"authorize","config":{},"now":1,
            "presented":{"token":{"concat":["a.",{"repeat":"b","times":3}]}},
            "request":{"tool":"t","input":{"n":9007199254740993}},"expect":{"deny":"token_malformed"}}"#;
        let case = read_case("f.json", serde_json::from_str(raw).expect("JSON")).expect("a case");
        let Work::Authorize {
            presented, request, ..
        } = &case.work
        else {
            panic!("authorize")
        };
        assert_eq!(presented.token.0, "a.bbb");
        assert_eq!(request.input, r#"{"n":9007199254740993}"#);
        assert_eq!(case.raw["request"]["inputText"], request.input.as_str());
        assert_eq!(case.raw["request"].get("input"), None);
    }
}
