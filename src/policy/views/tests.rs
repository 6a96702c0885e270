//! What was put together for other questions changes no answer.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::super::host::Host;
use super::super::load::Ground;
use super::super::tests::{detail_types, rehearsed};
use super::super::vocabulary::PolicyProfile;
use super::super::{Call, Policies, TokenFacts};
use crate::approval::Approval;
use crate::jose::json::Object;
use crate::limits::Limits;
use crate::possession::Possession;
use crate::profile::Guarantees;
use crate::time::UnixTime;
use crate::tools::{Tools, parse_object};

const SCHEMA: &str = "
    entity Team;
    entity User in [Team] { manager?: User, home?: Folder };
    entity Agent { manager?: User, home?: Folder };
    entity Folder in [Team] { level: Long, next?: Folder, both: { one?: Folder, all: Set<Folder> }, owner?: User } tags Folder;
    type Session = { folder: Folder, others: Set<Folder> };
";

const CONDITIONS: [&str; 22] = [
    "principal has home.next.next && principal.home.next.next.level > 3",
    "principal has home && principal.home.level > 3",
    "principal has manager.home.next.owner.manager && principal.manager.home.next.owner.manager in Team::\"t\"",
    "context.session.folder has next && context.session.folder.next in Team::\"t\"",
    "context.session.folder.both has one && context.session.folder.both.one.level > 3",
    "context.session.folder.both has one.next.both.one && context.session.folder.both.one.next.both.one has owner",
    "context.session.folder.both.all.contains(Folder::\"3\")",
    "context.session.others.contains(Folder::\"3\") && Folder::\"3\" has next.next.level",
    "context.session.folder.hasTag(\"k\") && context.session.folder.getTag(\"k\").level > 3",
    "context.session.folder.hasTag(\"k\") && context.session.folder.getTag(\"k\").hasTag(\"k\") && context.session.folder.getTag(\"k\").getTag(\"k\") has owner",
    "context.session.folder.level > 3",
    "context.session.folder has owner && context.session.folder.owner.subject == \"u1\"",
    "(if context.session.folder has next then context.session.folder.next else Folder::\"4\") has owner.manager.manager",
    "{ a: context.session.folder }.a has next.next.next",
    "Folder::\"2\" has next && Folder::\"2\".next.level > 3",
    "context has approval.approver.manager.home && context.approval.approver.manager.home.level > 3",
    "context has approval && context.approval.approver has home.owner",
    "context.delegation has principal.manager.manager",
    "action in Action::\"g\"",
    "Action::\"t1\" in Action::\"g\"",
    "[Action::\"t0\", Action::\"t2\"].contains(action)",
    "context.input has n && context.input.n > 0",
];

fn policies() -> impl Strategy<Value = String> {
    let head = (
        select(vec!["", r#"@requires("approval") "#]),
        select(vec!["permit", "forbid"]),
        select(vec![
            "action",
            r#"action == Action::"t1""#,
            r#"action in Action::"g""#,
        ]),
    );
    let clause = (select(vec!["when", "unless"]), select(CONDITIONS.to_vec()));
    let policy = (head, vec(clause, 0..3)).prop_map(|((note, effect, action), clauses)| {
        let clauses = clauses.iter();
        let clauses: String = clauses
            .map(|(word, condition)| format!(" {word} {{ {condition} }}"))
            .collect();
        format!("{note}{effect} (principal, {action}, resource){clauses};\n")
    });
    vec(policy, 1..6).prop_map(|policies| policies.concat())
}

/// Any web of folders and users: of some of those that are named nothing is known.
fn entities() -> impl Strategy<Value = String> {
    let link = || prop::option::weighted(0.6, 0..8_u8);
    let folder = (
        link(),
        link(),
        link(),
        link(),
        vec(0..8_u8, 0..4),
        any::<bool>(),
    );
    let party = (link(), link(), any::<bool>());
    (vec(folder, 0..7), vec(party, 0..7)).prop_map(|(folders, parties)| {
        let uid = |kind: &str, id: &str| json!({ "type": kind, "id": id });
        let folder = |n: u8| json!({ "__entity": uid("Folder", &n.to_string()) });
        let user = |n: u8| json!({ "__entity": uid("User", &format!("i u{n}")) });
        let within = |yes: bool| match yes {
            true => vec![uid("Team", "t")],
            false => vec![],
        };
        let known = |members: &[(&str, Option<Value>)]| -> Map<String, Value> {
            let members = members.iter().cloned();
            members
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect()
        };
        let folders = folders.iter().enumerate().map(|(n, (next, one, tag, owner, all, teamed))| {
            let all: Vec<Value> = all.iter().map(|n| folder(*n)).collect();
            let both = known(&[("one", one.map(folder)), ("all", Some(json!(all)))]);
            let attrs = known(&[
                ("level", Some(json!(n))),
                ("both", Some(json!(both))),
                ("next", next.map(folder)),
                ("owner", owner.map(user)),
            ]);
            let tags = known(&[("k", tag.map(folder))]);
            json!({ "uid": uid("Folder", &n.to_string()), "attrs": attrs, "tags": tags, "parents": within(*teamed) })
        });
        let parties = parties.iter().enumerate().map(|(n, (manager, home, teamed))| {
            let attrs = known(&[("manager", manager.map(user)), ("home", home.map(folder))]);
            // The first is the agent, others are users
            let (uid, parents) = match n {
                0 => (uid("Agent", "i a"), vec![]),
                _ => (uid("User", &format!("i u{n}")), within(*teamed)),
            };
            json!({ "uid": uid, "attrs": attrs, "parents": parents })
        });
        json!(folders.chain(parties).collect::<Vec<_>>()).to_string()
    })
}

#[derive(Clone, Debug)]
enum Ask {
    Call(
        &'static str,
        &'static str,
        &'static str,
        Option<&'static str>,
    ),
    List(Option<&'static str>),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let session = || select(SESSIONS.to_vec());
    let input = select(vec!["{}", r#"{"n": 1}"#]);
    let approver = select(vec![None, Some("u1"), Some("u2"), Some("nobody")]);
    let call = (select(NAMES.to_vec()), input, session(), approver);
    let call = call.prop_map(|(tool, input, session, who)| Ask::Call(tool, input, session, who));
    let list = prop::option::of(session()).prop_map(Ask::List);
    vec(prop_oneof![2 => call, 1 => list], 1..8)
}

const NAMES: [&str; 4] = ["t0", "t1", "t2", "t3"];
const SESSIONS: [&str; 4] = [
    r#"{"folder": "0", "others": ["3"]}"#,
    r#"{"folder": "1", "others": []}"#,
    r#"{"folder": "2", "others": ["1", "lost"]}"#,
    r#"{"folder": "lost", "others": []}"#,
];

fn object(text: &str) -> Object {
    parse_object(text, &Limits::default()).unwrap()
}

fn tools() -> Tools {
    let tool = |name| json!({ "name": name, "inputSchema": { "properties": { "n": { "type": "integer" } } } });
    Tools::parse(&json!(NAMES.map(tool)).to_string()).unwrap()
}

/// None where one of them can't apply.
fn loaded(text: &str, entities: &str, with_all: bool) -> Option<Policies> {
    let groups = BTreeMap::from([("g".to_owned(), vec!["t1".to_owned(), "t2".to_owned()])]);
    let types = detail_types();
    let ground = Ground::new(
        PolicyProfile::Narrowgate,
        &tools(),
        &groups,
        "server",
        Guarantees::ALL,
        &types,
        Some(SCHEMA),
    );
    let ground = ground.unwrap();
    let mut policies = ground.load(&[text.into()], &[], 0).ok()?.0;
    let known = ground.entities(entities).unwrap();
    let host = Host::new(known, policies.rules.policies());
    policies.host = match with_all {
        true => host.all_named(),
        false => host,
    };
    Some(policies)
}

fn answers(policies: &Policies, facts: &TokenFacts, ask: &Ask) -> Vec<String> {
    let now = UnixTime::from_secs(1_800_000_000);
    match ask {
        Ask::Call(tool, input, session, who) => {
            let approval = who.map(|who| Approval::by("i", who));
            let call = Call {
                tool,
                input: &object(input),
                session: Some(&object(session)),
                approval: approval.as_ref(),
                now,
            };
            let verdict = policies.decide_by(facts, &Possession::default(), call, &tools());
            vec![format!("{verdict:?}")]
        }
        Ask::List(session) => {
            let session = session.map(object);
            let mut listing = policies.listing(session.as_ref(), now).unwrap();
            let each = NAMES.map(|tool| listing.permissible_to(facts, tool));
            each.map(|prospect| format!("{prospect:?}")).into()
        }
    }
}

/// One question each, of a token that was never seen, with all that the host knows.
fn alone(policies: &Policies, facts: impl Fn() -> TokenFacts, ask: &Ask) -> Vec<String> {
    match ask {
        Ask::Call(..) => answers(policies, &facts(), ask),
        Ask::List(session) => {
            let session = session.map(object);
            let now = UnixTime::from_secs(1_800_000_000);
            let one = |tool| {
                let mut listing = policies.listing(session.as_ref(), now).unwrap();
                format!("{:?}", listing.permissible_to(&facts(), tool))
            };
            NAMES.map(one).into()
        }
    }
}

proptest! {
    #![proptest_config(mint::cases(300))]

    #[test]
    fn a_token_that_was_seen_is_answered_like_a_new_one(text in policies(), entities in entities(), asks in asks(), history in any::<bool>()) {
        let Some(policies) = loaded(&text, &entities, false) else { return Ok(()) };
        let with_all = loaded(&text, &entities, true).unwrap();
        let prior = match history {
            true => json!([{ "issuer": "i", "subject": "u2" }]),
            false => json!([]),
        };
        let who = |subject: &str| json!({ "issuer": "i", "subject": subject });
        let facts = json!({ "principal": who("u1"), "actor": who("a"), "priorActors": prior, "scopes": [] }).to_string();
        let seen = rehearsed(&policies, &facts);
        for ask in &asks {
            let expected = alone(&with_all, || rehearsed(&with_all, &facts), ask);
            prop_assert_eq!(answers(&policies, &seen, ask), expected, "{:?}\n{}\n{}", ask, text, entities);
        }
    }
}

/// Nothing but an attribute leads to the action, and the token was used for it or not.
#[test]
fn actions_that_the_hosts_entities_name_are_always_there() {
    let schema = "entity User { favourite?: Action }; entity Agent;";
    let entities = json!([{
        "uid": { "type": "User", "id": "i u1" },
        "attrs": { "favourite": { "__entity": { "type": "Action", "id": "t1" } } },
        "parents": [],
    }]);
    let text = r#"forbid (principal, action, resource) when { context.delegation has principal.favourite && context.delegation.principal.favourite in Action::"g" };
        permit (principal, action, resource);"#;
    let groups = BTreeMap::from([("g".to_owned(), vec!["t1".to_owned()])]);
    let ground = Ground::new(
        PolicyProfile::Narrowgate,
        &tools(),
        &groups,
        "server",
        Guarantees::ALL,
        &detail_types(),
        Some(schema),
    );
    let ground = ground.unwrap();
    let mut policies = ground.load(&[text.into()], &[], 0).unwrap().0;
    let known = ground.entities(&entities.to_string()).unwrap();
    policies.host = Host::new(known, policies.rules.policies());
    let who = |subject: &str| json!({ "issuer": "i", "subject": subject });
    let facts = json!({ "principal": who("u1"), "actor": who("a"), "scopes": [] }).to_string();
    let seen = rehearsed(&policies, &facts);
    let ask = |tool: &'static str| {
        let input = object("{}");
        let call = Call {
            tool,
            input: &input,
            session: None,
            approval: None,
            now: UnixTime::from_secs(1_800_000_000),
        };
        format!(
            "{:?}",
            policies.decide_by(&seen, &Possession::default(), call, &tools())
        )
    };
    // Used for another tool, for that one, and for the first again
    for tool in ["t0", "t1", "t0"] {
        assert!(ask(tool).contains("policy_forbidden"), "{tool}");
    }
}
