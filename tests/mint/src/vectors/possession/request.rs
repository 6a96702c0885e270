//! What a DPoP proof is for: `htm` and `htu`.

use super::*;

const METHOD: &str = "RFC 9110, section 9.1; RFC 9449, section 4.3";
const URI: &str = "RFC 9449, section 4.3; RFC 3986, sections 6.2.2 and 6.2.3";

pub(super) fn cases() -> Vec<Case> {
    [methods(), same(), other()].into_iter().flatten().collect()
}

fn methods() -> Vec<Case> {
    let htm = |id: &str, description: &str, htm: &str| {
        proven(case(id, METHOD, description), |proof| {
            proof.claim("htm", string(htm))
        })
    };
    let sent = |id: &str, description: &str, method: &str, htm: &str| {
        proven_with(
            case(id, METHOD, description),
            json!({ "method": method }),
            |proof| proof.claim("htm", string(htm)),
        )
    };
    vec![
        htm("htm-lower-case", "Methods are case-sensitive.", "post").deny("proof_request_mismatch"),
        htm("htm-mixed-case", "In any way.", "Post").deny("proof_request_mismatch"),
        htm("htm-other", "Another method.", "GET").deny("proof_request_mismatch"),
        htm("htm-space", "A space behind it.", "POST ").deny("proof_request_mismatch"),
        sent("htm-get", "A `GET`.", "GET", "GET").accept(),
        sent(
            "htm-own",
            "A method of somebody's own, in lower case.",
            "purge",
            "purge",
        )
        .accept(),
        sent(
            "htm-not-handed-in",
            "The host did not say which method it was.",
            "",
            "POST",
        )
        .deny("proof_request_mismatch"),
        sent(
            "htm-neither",
            "Neither did, and nothing is no method.",
            "",
            "",
        )
        .deny("proof_malformed"),
    ]
}

fn htu(id: &str, description: &str, htu: &str) -> Case {
    proven(case(id, URI, description), |proof| {
        proof.claim("htu", string(htu))
    })
}

/// Spellings of [`AUDIENCE`].
fn same() -> Vec<Case> {
    [
        (
            "htu-query",
            "The query is ignored.",
            "https://tools.example/mcp?a=1",
        ),
        (
            "htu-fragment",
            "The fragment is ignored.",
            "https://tools.example/mcp#here",
        ),
        (
            "htu-query-with-path",
            "A path in the query is the query.",
            "https://tools.example/mcp?/../other",
        ),
        (
            "htu-default-port",
            "The port that is meant anyway.",
            "https://tools.example:443/mcp",
        ),
        (
            "htu-empty-port",
            "A colon without a port.",
            "https://tools.example:/mcp",
        ),
        (
            "htu-capital-host",
            "Host and scheme in capitals.",
            "HTTPS://Tools.EXAMPLE/mcp",
        ),
        (
            "htu-escaped-letter",
            "A letter as an escape.",
            "https://tools.example/m%63p",
        ),
        (
            "htu-dot",
            "A segment that is a dot.",
            "https://tools.example/./mcp",
        ),
        (
            "htu-dots",
            "Two dots, which take a segment away.",
            "https://tools.example/other/../mcp",
        ),
        (
            "htu-escaped-dots",
            "The same as escapes.",
            "https://tools.example/other/%2e%2E/mcp",
        ),
    ]
    .into_iter()
    .map(|(id, description, uri)| htu(id, description, uri).accept())
    .collect()
}

/// Other resources than [`AUDIENCE`], and what is none.
fn other() -> Vec<Case> {
    [
        (
            "htu-port",
            "Another port.",
            "https://tools.example:8443/mcp",
        ),
        (
            "htu-port-of-http",
            "The default port of the other scheme.",
            "https://tools.example:80/mcp",
        ),
        ("htu-scheme", "Another scheme.", "http://tools.example/mcp"),
        ("htu-host", "Another host.", "https://other.example/mcp"),
        (
            "htu-host-suffix",
            "A host that begins like it.",
            "https://tools.example.evil.example/mcp",
        ),
        (
            "htu-host-dot",
            "The same host as a full name, with a dot.",
            "https://tools.example./mcp",
        ),
        (
            "htu-userinfo",
            "The host before an `@`.",
            "https://tools.example@evil.example/mcp",
        ),
        (
            "htu-user",
            "A user before the host.",
            "https://user@tools.example/mcp",
        ),
        ("htu-path", "Another path.", "https://tools.example/other"),
        ("htu-no-path", "No path.", "https://tools.example"),
        (
            "htu-longer-path",
            "A longer path.",
            "https://tools.example/mcp/tools",
        ),
        (
            "htu-slash",
            "A slash behind it.",
            "https://tools.example/mcp/",
        ),
        (
            "htu-two-slashes",
            "An empty segment.",
            "https://tools.example//mcp",
        ),
        (
            "htu-capital-path",
            "A path is case-sensitive.",
            "https://tools.example/MCP",
        ),
        (
            "htu-escaped-slash",
            "An escaped slash is none.",
            "https://tools.example%2Fmcp",
        ),
        (
            "htu-escaped-slash-behind",
            "Nor is one at the end.",
            "https://tools.example/mcp%2F",
        ),
        (
            "htu-escaped-twice",
            "An escape is taken once.",
            "https://tools.example/m%2563p",
        ),
        (
            "htu-half-escape",
            "Half an escape.",
            "https://tools.example/mcp%6",
        ),
        (
            "htu-backslash",
            "What browsers repair.",
            r"https:\\tools.example\mcp",
        ),
        (
            "htu-tab",
            "A tab, which browsers leave out.",
            "https://tools.example/m\tcp",
        ),
        (
            "htu-space",
            "A space behind it.",
            "https://tools.example/mcp ",
        ),
        (
            "htu-idn",
            "A host that is no ASCII.",
            "https://t\u{f6}\u{f6}ls.example/mcp",
        ),
        (
            "htu-full-width",
            "Letters that look like it.",
            "https://\u{ff54}ools.example/mcp",
        ),
        ("htu-relative", "A path alone.", "/mcp"),
        ("htu-no-scheme", "No scheme.", "//tools.example/mcp"),
        (
            "htu-port-overflow",
            "A port above all ports: 443 in 16 bits.",
            "https://tools.example:65979/mcp",
        ),
    ]
    .into_iter()
    .map(|(id, description, uri)| htu(id, description, uri).deny("proof_request_mismatch"))
    .collect()
}
