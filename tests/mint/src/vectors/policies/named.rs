//! Entities of the host's own types in what it says of a call, by their ids; and common types.

use super::*;

const SOURCE: &str = "A fact of the host may be an entity of its own types, and of a common type";

pub(super) fn cases() -> Vec<Case> {
    [
        seen(),
        unknown(),
        refused(),
        declared(),
        explained(),
        lists(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const SCHEMA: &str = r#"
    entity Folder in [Folder] { level: Long, above?: Folder, owner?: User } tags String;
    entity Mark enum ["red", "green"];
    type Place = { folder: Folder, mark?: Mark };
    type Session = { place: Place, others?: Set<Folder>, ref?: Crm::Ref };
    namespace Crm {
        entity Account { region: String };
        type Ref = { account: Account, place?: Place };
    }
"#;

/// A folder in another one, and a customer.
fn known() -> Value {
    let uid = |kind: &str, id: &str| json!({ "type": kind, "id": id });
    let root = uid("Folder", "root");
    let owner = format!("{} alice", crate::ISSUER);
    json!([
        { "uid": root, "attrs": { "level": 9 }, "parents": [] },
        {
            "uid": uid("Folder", "a"),
            "attrs": { "level": 3, "above": { "__entity": root }, "owner": { "__entity": uid("User", &owner) } },
            "parents": [root],
            "tags": { "site": "north" },
        },
        { "uid": uid("Crm::Account", "acme"), "attrs": { "region": "eu" }, "parents": [] },
    ])
}

fn change(policies: &str) -> Value {
    json!({ "schema": SCHEMA, "entities": known(), "policies": policies })
}

fn with(id: &str, description: &str, policies: &str, session: Value) -> Case {
    let mut request = pay();
    request["session"] = session;
    rehearse(
        &format!("session-entity-{id}"),
        SOURCE,
        description,
        change(policies),
    )
    .with("request", request)
}

fn place(folder: &str) -> Value {
    json!({ "place": { "folder": folder } })
}

fn seen() -> Vec<Case> {
    let a = || place("a");
    let table: [(&str, &str, &str, Value); 12] = [
        (
            "equal",
            "It is that entity.",
            r#"context.session.place.folder == Folder::"a""#,
            a(),
        ),
        (
            "attribute",
            "With the attributes that the host says of it.",
            "context.session.place.folder.level == 3",
            a(),
        ),
        (
            "group",
            "In its group.",
            r#"context.session.place.folder in Folder::"root""#,
            a(),
        ),
        (
            "tag",
            "With its tags.",
            r#"context.session.place.folder.hasTag("site") && context.session.place.folder.getTag("site") == "north""#,
            a(),
        ),
        (
            "led-to",
            "What an attribute leads to.",
            "context.session.place.folder has above && context.session.place.folder.above.level == 9",
            a(),
        ),
        (
            "party",
            "A party of the token.",
            "context.session.place.folder has owner && context.session.place.folder.owner == context.delegation.principal",
            a(),
        ),
        (
            "type",
            "It is of its type.",
            "context.session.place.folder is Folder",
            a(),
        ),
        (
            "set",
            "A set of them.",
            r#"context.session has others && context.session.others == [Folder::"a", Folder::"root"]"#,
            json!({ "place": { "folder": "a" }, "others": ["root", "a", "root"] }),
        ),
        (
            "namespace",
            "A common type of a namespace, and an entity beside it.",
            r#"context.session has ref && context.session.ref.account.region == "eu""#,
            json!({ "place": { "folder": "a" }, "ref": { "account": "acme" } }),
        ),
        (
            "common-within",
            "A common type inside of another one.",
            r#"context.session has ref && context.session.ref has place && context.session.ref.place.folder == Folder::"root""#,
            json!({ "place": { "folder": "a" }, "ref": { "account": "acme", "place": { "folder": "root" } } }),
        ),
        (
            "enumerated",
            "One of those that its type lists.",
            r#"context.session.place has mark && context.session.place.mark == Mark::"green""#,
            json!({ "place": { "folder": "a", "mark": "green" } }),
        ),
        (
            "odd-id",
            "An id is any text.",
            r#"context.session.place.folder == Folder::"\"} || true\n""#,
            place("\"} || true\n"),
        ),
    ];
    let seen = table
        .into_iter()
        .map(|(id, description, condition, session)| {
            with(id, description, &when(condition), session).accept()
        });
    let other = |id: &str, description: &str, condition: &str| {
        with(id, description, &when(condition), place("root")).deny("policy_denied")
    };
    let level = unless("context.session.place.folder.level > 5");
    let agentcore = "context has narrowgate && context.narrowgate.session.place.folder.level == 3";
    let agentcore = changed(
        change(&when(agentcore)),
        json!({ "policyProfile": "agentcore" }),
    );
    let mut request = pay();
    request["session"] = place("a");
    let agentcore = call(
        "session-entity-in-agentcore",
        SOURCE,
        "In the other profile, with a token.",
        agentcore,
        &clerk(),
    )
    .with("request", request);
    seen.chain([
        other(
            "not-equal",
            "It is another one.",
            r#"context.session.place.folder == Folder::"a""#,
        ),
        other(
            "other-group",
            "It is in none.",
            r#"context.session.place.folder in Folder::"a""#,
        ),
        with("forbid", "A forbid sees it.", &level, place("root")).deny("policy_forbidden"),
        with("forbid-not", "And does not apply.", &level, a()).accept(),
        agentcore.accept(),
    ])
    .collect()
}

/// As in Cedar, there is nothing to know of an entity that nobody said anything of.
fn unknown() -> Vec<Case> {
    let nobody = || place("nowhere");
    let table = [
        (
            "equal",
            r#"context.session.place.folder == Folder::"nowhere""#,
            None,
        ),
        (
            "group",
            r#"context.session.place.folder in Folder::"root""#,
            Some("policy_denied"),
        ),
        (
            "optional",
            "context.session.place.folder has above",
            Some("policy_denied"),
        ),
        (
            "attribute",
            "context.session.place.folder.level < 5",
            Some("policy_error"),
        ),
    ];
    let asked = table.map(|(id, condition, code)| {
        let case = with(
            &format!("unknown-{id}"),
            "An id that none of the host's entities has.",
            &when(condition),
            nobody(),
        );
        match code {
            Some(code) => case.deny(code),
            None => case.accept(),
        }
    });
    let forbid = with(
        "unknown-forbid",
        "A forbid that can't be evaluated is not skipped.",
        &unless("context.session.place.folder.level > 5"),
        nobody(),
    );
    asked
        .into_iter()
        .chain([forbid.deny("policy_error")])
        .collect()
}

fn refused() -> Vec<Case> {
    let reference = || json!({ "type": "Folder", "id": "a" });
    let table: [(&str, &str, Value); 13] = [
        (
            "number",
            "A number for an id.",
            json!({ "place": { "folder": 1 } }),
        ),
        ("null", "Null.", json!({ "place": { "folder": null } })),
        (
            "array",
            "An array.",
            json!({ "place": { "folder": ["a"] } }),
        ),
        (
            "reference",
            "What would name the type, too: the schema does.",
            json!({ "place": { "folder": reference() } }),
        ),
        (
            "escape",
            "A reference of Cedar's JSON reader.",
            json!({ "place": { "folder": { "__entity": reference() } } }),
        ),
        ("absent", "No id.", json!({ "place": {} })),
        (
            "no-record",
            "No record of the common type.",
            json!({ "place": "a" }),
        ),
        (
            "extra",
            "A member that the common type does not have.",
            json!({ "place": { "folder": "a", "x": 1 } }),
        ),
        (
            "set-of-numbers",
            "A number in a set.",
            json!({ "place": { "folder": "a" }, "others": ["a", 1] }),
        ),
        (
            "no-set",
            "No set.",
            json!({ "place": { "folder": "a" }, "others": "a" }),
        ),
        (
            "not-listed",
            "None of those that its type lists.",
            json!({ "place": { "folder": "a", "mark": "blue" } }),
        ),
        (
            "listed-otherwise",
            "Another spelling.",
            json!({ "place": { "folder": "a", "mark": "Red" } }),
        ),
        (
            "within-namespace",
            "Inside of a type of a namespace.",
            json!({ "place": { "folder": "a" }, "ref": { "account": true } }),
        ),
    ];
    table
        .into_iter()
        .map(|(id, description, session)| {
            with(&format!("refused-{id}"), description, ALL, session).deny("session_invalid")
        })
        .collect()
}

fn declared() -> Vec<Case> {
    let refused = |id: &str, description: &str, schema: &str| {
        made(
            &format!("session-type-{id}"),
            SOURCE,
            description,
            json!({ "schema": schema }),
        )
        .config_error("schema")
    };
    let said = |id: &str, description: &str, schema: &str, condition: &str, session: Value| {
        let change = json!({ "schema": schema, "policies": when(condition) });
        let mut request = pay();
        request["session"] = session;
        rehearse(&format!("session-type-{id}"), SOURCE, description, change)
            .with("request", request)
    };
    let chain: String = (0..40)
        .map(|n| format!("type T{n} = {{ t: T{} }};", n + 1))
        .collect();
    let wide: String = (0..5)
        .map(|n| {
            let members: String = (0..8).map(|m| format!("m{m}: T{},", n + 1)).collect();
            format!("type T{n} = {{ {members} }};")
        })
        .collect();
    vec![
        said(
            "alias",
            "Another name for the record.",
            "type Session = Facts; type Facts = { n: Count }; type Count = Long;",
            "context.session.n == 1",
            json!({ "n": 1 }),
        )
        .accept(),
        said(
            "alias-wrong",
            "And its types count.",
            "type Session = Facts; type Facts = { n: Count }; type Count = Long;",
            "context.session.n == 1",
            json!({ "n": "1" }),
        )
        .deny("session_invalid"),
        said(
            "like-a-builtin",
            "A type of the host's with the name of one of Cedar's is the host's.",
            "entity Long; type Session = { n: Long, m: __cedar::Long };",
            r#"context.session.n == Long::"1" && context.session.m == 1"#,
            json!({ "n": "1", "m": 1 }),
        )
        .accept(),
        said(
            "json",
            "The same in Cedar's JSON form.",
            &json!({ "": {
                "entityTypes": { "Folder": {} },
                "actions": {},
                "commonTypes": {
                    "Place": { "type": "Entity", "name": "Folder" },
                    "Session": { "type": "Record", "attributes": { "place": { "type": "Place" } } },
                },
            } })
            .to_string(),
            r#"context.session.place == Folder::"a""#,
            json!({ "place": "a" }),
        )
        .accept(),
        refused(
            "no-record",
            "An alias of what is no record.",
            "type Session = Facts; type Facts = Set<Long>;",
        ),
        refused(
            "itself",
            "A type that holds itself.",
            "type Session = { a: Set<Session> };",
        ),
        refused(
            "circle",
            "By way of another one.",
            "type Session = { a: A }; type A = { b: Set<B> }; type B = { a: A };",
        ),
        refused(
            "too-deep",
            "Types without a visible end.",
            &format!("type Session = T0; {chain} type T40 = Long;"),
        ),
        refused(
            "too-many",
            "Few types that make many.",
            &format!("type Session = T0; {wide} type T5 = Long;"),
        ),
        refused(
            "undeclared",
            "A type that nobody declares.",
            "type Session = { a: Folder };",
        ),
        refused(
            "agent",
            "Whom tokens name, tokens name.",
            "type Session = { a: Set<Agent> };",
        ),
        refused(
            "server",
            "Nor the server.",
            "type Session = { a: A }; type A = { s: Server };",
        ),
        refused(
            "duration-within",
            "A span of time inside of a common type.",
            "type Session = { a: A }; type A = { d: duration };",
        ),
    ]
}

/// Why not, and what an approval would change, are asked with the host's entities, too.
fn explained() -> Vec<Case> {
    let condition = "context.session.place.folder.level == 9";
    let near = json!([{ "policy": "p", "unmet": 1, "part": "condition", "condition": condition, "outcome": "false" }]);
    let forbid = format!(
        r#"{ALL} @id("f") @requires("approval") forbid (principal, action, resource) when {{ context.session.place.folder.level == 3 }} unless {{ context has approval }};"#
    );
    let permit = r#"@id("p") @requires("approval") permit (principal, action, resource) when { context has approval && context.session.place.folder.level == 3 };"#;
    vec![
        with(
            "near",
            "What came near did not hold.",
            &when(condition),
            place("a"),
        )
        .deny_with("policy_denied", json!({ "near": near })),
        with(
            "approval-lifts",
            "A forbid that an approval would lift.",
            &forbid,
            place("a"),
        )
        .deny("approval_required"),
        with(
            "approval-permits",
            "A permit that lacks nothing else.",
            permit,
            place("a"),
        )
        .deny("approval_required"),
        with(
            "approval-would-not-permit",
            "A permit that lacks more.",
            permit,
            place("root"),
        )
        .deny("policy_denied"),
    ]
}

fn lists() -> Vec<Case> {
    let list =
        |id: &str, description: &str, policies: &str, session: Option<Value>, answer: &str| {
            let case = now(
                Case::new("list", &format!("list-entity-{id}"), SOURCE, description)
                    .with("config", counter(change(policies)))
                    .token(clerk().mint()),
            );
            let said = match answer.split_once(' ') {
                Some((permissible, code)) => {
                    json!({ "name": "pay", "permissible": permissible, "code": code })
                }
                None => json!({ "name": "pay", "permissible": answer }),
            };
            let case = case.accept_as(json!({ "tools": [said] }));
            match session {
                Some(session) => case.with("session", session),
                None => case,
            }
        };
    let low = when("context.session.place.folder.level == 3");
    let within = when(r#"context.session.place.folder in Folder::"root""#);
    let forbid = unless("context.session.place.folder.level > 5");
    let argument = when(r#"context.session.place.folder.level == 3 && context.input.to == "bob""#);
    let approval = format!(
        r#"{ALL} @requires("approval") forbid (principal, action, resource) when {{ context.session.place.folder.level == 3 }} unless {{ context has approval }};"#
    );
    let said = |folder: &str| Some(place(folder));
    vec![
        list(
            "unsaid",
            "The host says nothing yet.",
            &low,
            None,
            "depends",
        ),
        list("unsaid-group", "Of a group, too.", &within, None, "depends"),
        list(
            "unsaid-forbid",
            "And of a forbid.",
            &forbid,
            None,
            "depends",
        ),
        list("said", "It says what permits.", &low, said("a"), "always"),
        list(
            "said-group",
            "A group that permits.",
            &within,
            said("a"),
            "always",
        ),
        list(
            "said-other",
            "What does not.",
            &low,
            said("root"),
            "never policy_denied",
        ),
        list(
            "said-forbid",
            "What forbids.",
            &forbid,
            said("root"),
            "never policy_forbidden",
        ),
        list(
            "said-forbid-not",
            "What does not forbid.",
            &forbid,
            said("a"),
            "always",
        ),
        list(
            "said-unknown",
            "What nobody knows can't be evaluated; that it is not whoever may still approve, a list does not find out.",
            &low,
            said("nowhere"),
            "depends",
        ),
        list(
            "said-unknown-forbid",
            "Nor for a forbid.",
            &forbid,
            said("nowhere"),
            "depends",
        ),
        list(
            "said-and-argument",
            "An argument decides.",
            &argument,
            said("a"),
            "depends",
        ),
        list(
            "said-and-no-argument",
            "None would help.",
            &argument,
            said("root"),
            "never policy_denied",
        ),
        list(
            "said-approval",
            "An approval may come.",
            &approval,
            said("a"),
            "depends approval_required",
        ),
        list(
            "said-no-approval",
            "None is needed.",
            &approval,
            said("root"),
            "always",
        ),
    ]
}
