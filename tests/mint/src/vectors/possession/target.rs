//! The request's own URI: the configured origin, and the target as it came.

use super::*;

const URI: &str = "RFC 9449, section 4.3; RFC 3986, sections 6.2.2 and 6.2.3";

pub(super) fn cases() -> Vec<Case> {
    [targets(), origins()].into_iter().flatten().collect()
}

/// The request's own target is taken as it came.
fn targets() -> Vec<Case> {
    let at = |id: &str, description: &str, target: &str, htu: &str| {
        proven_with(
            case(id, URI, description),
            json!({ "target": target }),
            |proof| proof.claim("htu", string(htu)),
        )
    };
    vec![
        at(
            "target-query",
            "The request has a query.",
            "/mcp?session=1",
            AUDIENCE,
        )
        .accept(),
        at(
            "target-root",
            "The root, of which the proof leaves out the slash.",
            "/",
            ORIGIN,
        )
        .accept(),
        at(
            "target-tilde",
            "The request has an escape, the proof has not.",
            "/%7Euser",
            "https://tools.example/~user",
        )
        .accept(),
        at(
            "target-dots",
            "The request has dots.",
            "/other/%2e%2e/mcp",
            AUDIENCE,
        )
        .accept(),
        at(
            "target-two-slashes",
            "Both have an empty segment.",
            "//mcp",
            "https://tools.example//mcp",
        )
        .accept(),
        at(
            "target-two-slashes-alone",
            "Only the request has one.",
            "//mcp",
            AUDIENCE,
        )
        .deny("proof_request_mismatch"),
        at(
            "target-authority",
            "Two slashes and a host are a path.",
            "//evil.example/mcp",
            "https://evil.example/mcp",
        )
        .deny("proof_request_mismatch"),
        at(
            "target-absolute",
            "RFC 9112, section 3.2.2: the host has not taken the path out of an absolute one.",
            "https://tools.example/mcp",
            AUDIENCE,
        )
        .deny("proof_request_mismatch"),
        at(
            "target-userinfo",
            "What would make the origin a user.",
            "@evil.example/mcp",
            "https://evil.example/mcp",
        )
        .deny("proof_request_mismatch"),
        at(
            "target-port",
            "What would make another port.",
            ":8443/mcp",
            "https://tools.example:8443/mcp",
        )
        .deny("proof_request_mismatch"),
        at(
            "target-not-handed-in",
            "The host did not hand in a path.",
            "",
            ORIGIN,
        )
        .deny("proof_request_mismatch"),
        at(
            "target-no-uri",
            "The request's path is no URI's.",
            "/m cp",
            "https://tools.example/m cp",
        )
        .deny("proof_request_mismatch"),
    ]
}

fn origins() -> Vec<Case> {
    let origin = |id: &str, description: &str, origin: &str, htu: &str| {
        proven(case(id, URI, description), |proof| {
            proof.claim("htu", string(htu))
        })
        .with("config", takes(json!({ "origin": origin })))
    };
    let refused = |id: &str, description: &str, rules: Value, path: &str| {
        proven(
            case(
                id,
                "Configuration: a mistake of the operator is never a denial",
                description,
            ),
            |proof| proof,
        )
        .with("config", takes(rules))
        .config_error(path)
    };
    vec![
        origin(
            "origin-port",
            "An origin with a port.",
            "http://localhost:8080",
            "http://localhost:8080/mcp",
        )
        .accept(),
        origin(
            "origin-ipv6",
            "RFC 5952: an address has one spelling.",
            "http://[::1]:8080",
            "http://[0:0::1]:8080/mcp",
        )
        .accept(),
        refused(
            "origin-path",
            "An origin with a path.",
            json!({ "origin": AUDIENCE }),
            "proofs.origin",
        ),
        refused(
            "origin-slash",
            "With a slash.",
            json!({ "origin": "https://tools.example/" }),
            "proofs.origin",
        ),
        refused(
            "origin-capital",
            "In capitals.",
            json!({ "origin": "https://Tools.example" }),
            "proofs.origin",
        ),
        refused(
            "origin-default-port",
            "With the port that is meant anyway.",
            json!({ "origin": "https://tools.example:443" }),
            "proofs.origin",
        ),
        refused(
            "origin-none",
            "Empty.",
            json!({ "origin": "" }),
            "proofs.origin",
        ),
        refused(
            "proofs-no-algorithm",
            "No algorithm is taken.",
            json!({ "algorithms": [] }),
            "proofs.algorithms",
        ),
        refused(
            "proofs-symmetric",
            "A symmetric algorithm.",
            json!({ "algorithms": ["ES256", "HS256"] }),
            "proofs.algorithms[1]",
        ),
        refused(
            "proofs-max-age-zero",
            "No proof is ever good.",
            json!({ "maxAge": 0 }),
            "proofs.maxAge",
        ),
        refused(
            "proofs-max-age-long",
            "Longer than minutes.",
            json!({ "maxAge": 301 }),
            "proofs.maxAge",
        ),
        refused(
            "proofs-empty-alias",
            "An empty alias.",
            json!({ "aliases": [""] }),
            "proofs.aliases",
        ),
        refused(
            "proofs-unknown-member",
            "A misspelt setting.",
            json!({ "requireBodyhash": true }),
            "proofs.requireBodyhash",
        ),
    ]
}
