//! What a table says, alone and among segments, and relations that are none.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [implied(), among_segments(), mistakes()]
        .into_iter()
        .flatten()
        .collect()
}

fn implied() -> Vec<Case> {
    let is = |id: &str, description: &str, child: &str, parent: &str| {
        compare(
            &format!("implied-{id}"),
            description,
            roles(),
            child,
            parent,
        )
    };
    vec![
        is("itself", "A name implies itself.", "owner", "owner").accept(),
        is("row", "What its row says.", "editor", "owner").accept(),
        is("followed", "And what follows from that.", "viewer", "owner").accept(),
        is(
            "all",
            "All of it at once.",
            "billing viewer editor owner",
            "owner",
        )
        .accept(),
        is("up", "Never the other way.", "owner", "editor").reject(),
        is(
            "up-all",
            "All that it implies is not it.",
            "owner",
            "editor billing viewer",
        )
        .reject(),
        is("sideways", "Nor what is beside it.", "billing", "editor").reject(),
        is(
            "unknown",
            "A name in no row implies itself alone.",
            "x",
            "owner",
        )
        .reject(),
        is("unknown-itself", "Itself it does.", "x", "x owner").accept(),
        is("star", "A star means nothing here.", "viewer", "*").reject(),
        is("star-itself", "It is a name.", "*:a: re*", "re* *:a:").accept(),
        is(
            "case",
            "Letters are compared as they are.",
            "viewer",
            "Owner",
        )
        .reject(),
        is(
            "of-two",
            "Each is implied by one of them.",
            "viewer billing",
            "editor owner",
        )
        .accept(),
        is(
            "one-beyond",
            "One of them by none.",
            "viewer billing",
            "editor viewer",
        )
        .reject(),
        is("empty", "Nothing implies nothing.", "viewer", "").reject(),
        compare(
            "implied-empty-table",
            "A table without rows is the exact relation.",
            json!({ "implies": {} }),
            "read",
            "admin",
        )
        .reject(),
        compare(
            "implied-empty-row",
            "A row that says nothing.",
            json!({ "implies": { "admin": [] } }),
            "read",
            "admin",
        )
        .reject(),
        compare(
            "implied-diamond",
            "Two ways to the same name.",
            json!({ "implies": { "a": ["b", "c"], "b": ["d"], "c": ["d"] } }),
            "d",
            "a",
        )
        .accept(),
        compare(
            "implied-star-name",
            "A star in a table is a name.",
            json!({ "implies": { "admin": ["files:*"] } }),
            "files:read",
            "admin",
        )
        .reject(),
        compare(
            "implied-root",
            "A row of a star is a row of that name.",
            json!({ "implies": { "*": ["read"] } }),
            "read write",
            "*",
        )
        .reject(),
    ]
}

fn among_segments() -> Vec<Case> {
    let is = |id: &str, description: &str, child: &str, parent: &str| {
        compare(&format!("both-{id}"), description, both(), child, parent)
    };
    let way = json!({ "segments": { "separator": ":" }, "implies": { "root": ["files:*"], "files:read": ["logs:*"], "logs:a": ["metrics"] } });
    vec![
        is("row", "What the row says.", "files:*", "admin").accept(),
        is(
            "below-row",
            "What is below the wildcard that is implied.",
            "files:a:b",
            "admin",
        )
        .accept(),
        is(
            "wildcard-below-row",
            "Wildcards, too.",
            "files:a:*",
            "admin",
        )
        .accept(),
        is(
            "followed",
            "What follows from something below it.",
            "search",
            "admin",
        )
        .accept(),
        is(
            "over-row",
            "A wildcard over the name of a row.",
            "search",
            "files:*",
        )
        .accept(),
        is("not-over-row", "One beside it.", "search", "files:read:*").reject(),
        is(
            "bare-prefix",
            "What stands before the star is not below it.",
            "files",
            "admin",
        )
        .reject(),
        is("up", "Never the other way.", "admin", "files:*").reject(),
        is(
            "up-literal",
            "Nor from what is below it.",
            "files:*",
            "files:write",
        )
        .reject(),
        is("malformed", "Names have segments.", "files:", "admin").deny("scope_malformed"),
        compare(
            "both-long-way",
            "Four steps, of one kind and the other in turn.",
            way.clone(),
            "metrics",
            "root",
        )
        .accept(),
        compare(
            "both-long-way-cut",
            "Without the first of them.",
            way,
            "metrics",
            "files:write",
        )
        .reject(),
    ]
}

fn mistakes() -> Vec<Case> {
    let mistake = |id: &str, description: &str, relation: Value, path: &str| {
        compare(&format!("mistake-{id}"), description, relation, "a", "a").config_error(path)
    };
    let segments = |members: Value| json!({ "segments": members });
    let chain: Value = (0..46)
        .map(|row| (format!("n{row}"), json!([format!("n{}", row + 1)])))
        .collect::<serde_json::Map<_, _>>()
        .into();
    vec![
        mistake("name", "No relation has this name.", json!("subset"), ""),
        mistake("name-case", "Nor this one.", json!("Exact"), ""),
        mistake(
            "name-alone",
            "Segments need a separator.",
            json!("segments"),
            "",
        ),
        mistake("array", "Nor is a list.", json!(["exact"]), ""),
        mistake("empty", "It says nothing.", json!({}), ""),
        mistake(
            "unknown-member",
            "A misspelt setting must not be silently absent.",
            json!({ "segment": { "separator": ":" } }),
            "segment",
        ),
        mistake(
            "no-separator",
            "There is no default.",
            segments(json!({})),
            "segments",
        ),
        mistake(
            "separator",
            "None of the three.",
            segments(json!({ "separator": "-" })),
            "segments.separator",
        ),
        mistake(
            "separator-empty",
            "Nothing between.",
            segments(json!({ "separator": "" })),
            "segments.separator",
        ),
        mistake(
            "separators",
            "One only.",
            segments(json!({ "separator": [":", "."] })),
            "segments.separator",
        ),
        mistake(
            "segments-array",
            "Members have names.",
            segments(json!([":"])),
            "segments",
        ),
        mistake(
            "segments-null",
            "Absent is absent.",
            segments(json!(null)),
            "segments",
        ),
        mistake(
            "opaque-text",
            "A list.",
            segments(json!({ "separator": ":", "opaque": "openid" })),
            "segments.opaque",
        ),
        mistake(
            "opaque-empty",
            "No token is empty.",
            segments(json!({ "separator": ":", "opaque": [""] })),
            "segments.opaque[0]",
        ),
        mistake(
            "opaque-two",
            "Two tokens in one.",
            segments(json!({ "separator": ":", "opaque": ["a", "openid profile"] })),
            "segments.opaque[1]",
        ),
        mistake(
            "opaque-twice",
            "One of them twice.",
            segments(json!({ "separator": ":", "opaque": ["a", "a"] })),
            "segments.opaque[1]",
        ),
        mistake(
            "table-array",
            "Rows have names.",
            json!({ "implies": [["admin", "read"]] }),
            "implies",
        ),
        mistake(
            "table-null",
            "Absent is absent.",
            json!({ "implies": null }),
            "implies",
        ),
        mistake(
            "row-text",
            "A row is a list.",
            json!({ "implies": { "admin": "read" } }),
            "implies.admin",
        ),
        mistake(
            "row-nameless",
            "No token is empty.",
            json!({ "implies": { "": ["read"] } }),
            "implies.",
        ),
        mistake(
            "entry-two",
            "Two tokens in one.",
            json!({ "implies": { "admin": ["read write"] } }),
            "implies.admin",
        ),
        mistake(
            "entry-cyrillic",
            "Not ASCII.",
            json!({ "implies": { "admin": ["r\u{435}ad"] } }),
            "implies.admin",
        ),
        mistake(
            "entry-twice",
            "One of them twice.",
            json!({ "implies": { "admin": ["read", "read"] } }),
            "implies.admin[1]",
        ),
        mistake(
            "self",
            "A name that implies itself.",
            json!({ "implies": { "admin": ["admin"] } }),
            "implies.admin",
        ),
        mistake(
            "cycle",
            "A row the wrong way round would make everyone an administrator.",
            json!({ "implies": { "admin": ["write"], "write": ["read"], "read": ["admin"] } }),
            "implies.read",
        ),
        mistake(
            "cycle-by-wildcard",
            "What is below a wildcard leads back to it.",
            json!({ "segments": { "separator": ":" }, "implies": { "a:b": ["a:*"] } }),
            "implies.a:b",
        ),
        mistake(
            "cycle-by-both",
            "Through a wildcard and a second row.",
            json!({ "segments": { "separator": ":" }, "implies": { "x": ["a:*"], "a:b": ["x"] } }),
            "implies.x",
        ),
        mistake(
            "malformed-row",
            "Names have segments.",
            json!({ "segments": { "separator": ":" }, "implies": { "*": ["a"] } }),
            "implies.*",
        ),
        mistake(
            "malformed-entry",
            "Names have segments.",
            json!({ "segments": { "separator": ":" }, "implies": { "admin": ["a:"] } }),
            "implies.admin",
        ),
        mistake(
            "too-many",
            "1,081 pairs follow from a line of 47 names.",
            json!({ "implies": chain }),
            "implies",
        ),
    ]
}
