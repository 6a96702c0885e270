//! What policies make of approvals.

use super::super::policy::policy;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [requires(), sees(), mistakes(), rehearsal()]
        .into_iter()
        .flatten()
        .collect()
}

const REQUIRES: &str = "`@requires(\"approval\")`: an approval is all that the call lacks";

/// A call under these policies, without an approval and with one.
struct Pair {
    without: Case,
    with: Case,
}

fn pair(id: &str, description: &str, policies: &str, arguments: &str) -> Pair {
    of(
        id,
        description,
        policies,
        arguments,
        &agent(),
        &crate::call("pay", arguments),
    )
}

fn of(
    id: &str,
    description: &str,
    policies: &str,
    arguments: &str,
    token: &AccessToken,
    call: &Value,
) -> Pair {
    let approval = approval(&approver(), &call_hash(call));
    let case = |id: &str, description: &str| {
        case(id, REQUIRES, description)
            .with("config", config_by(policies))
            .with("request", json!({ "tool": "pay", "inputText": arguments }))
    };
    Pair {
        without: case(id, description).with("presented", json!({ "token": token.mint() })),
        with: by(
            case(
                &format!("{id}-approved"),
                &format!("{description} With an approval."),
            ),
            token,
            &approval,
        ),
    }
}

fn requires() -> Vec<Case> {
    let all = |forbids: &str| {
        format!("@id(\"agents\") permit (principal is Agent, action, resource);\n{forbids}")
    };
    let plain =
        r#"@id("large") forbid (principal, action, resource) unless { context has approval };"#;
    let annotated = r#"@id("large") @requires("approval") forbid (principal, action, resource) unless { context has approval };"#;
    let two = r#"@id("large") @requires("approval") forbid (principal, action, resource) when { context.input.amount > 100 } unless { context has approval };
@id("strangers") @requires("approval") forbid (principal, action, resource) when { context.input.to == "carol" } unless { context has approval };"#;
    let sum = |policies: &str| {
        format!(
            "{policies}\n@id(\"sum\") forbid (principal, action, resource) when {{ context.input.amount + 9223372036854775807 > 0 }};"
        )
    };
    let mut cases = Vec::new();
    // What may come of it, without and with
    let mut pairs: Vec<(Pair, Option<&str>, Option<&str>)> = Vec::new();
    let mut row = |pair: Pair, without, with| pairs.push((pair, without, with));
    row(
        pair("requires", "A large payment.", POLICIES, ARGUMENTS),
        Some("approval_required"),
        None,
    );
    row(
        pair(
            "requires-not",
            "A small one.",
            POLICIES,
            r#"{"amount":100,"to":"carol"}"#,
        ),
        None,
        None,
    );
    row(
        pair(
            "requires-and-forbidden",
            "Another policy forbids it, too.",
            POLICIES,
            r#"{"amount":500,"to":"mallory"}"#,
        ),
        Some("policy_forbidden"),
        Some("policy_forbidden"),
    );
    row(
        pair(
            "requires-forbidden",
            "Only another policy forbids it.",
            POLICIES,
            r#"{"amount":5,"to":"mallory"}"#,
        ),
        Some("policy_forbidden"),
        Some("policy_forbidden"),
    );
    row(
        pair(
            "requires-two",
            "Two policies require one.",
            &all(two),
            ARGUMENTS,
        ),
        Some("approval_required"),
        None,
    );
    row(
        pair(
            "requires-plain",
            "A policy asks for one, and does not say that it would do.",
            &all(plain),
            ARGUMENTS,
        ),
        Some("policy_forbidden"),
        None,
    );
    row(
        pair(
            "requires-other-word",
            "A policy requires something else.",
            &all(&annotated.replace("\"approval\")", "\"two-persons\")")),
            ARGUMENTS,
        ),
        Some("policy_forbidden"),
        None,
    );
    row(
        pair(
            "requires-empty-word",
            "A policy requires nothing.",
            &all(&annotated.replace("(\"approval\")", "")),
            ARGUMENTS,
        ),
        Some("policy_forbidden"),
        None,
    );
    row(
        pair(
            "requires-in-vain",
            "Whatever is approved, it stays forbidden.",
            &all(&annotated.replace(" unless { context has approval }", "")),
            ARGUMENTS,
        ),
        Some("policy_forbidden"),
        Some("policy_forbidden"),
    );
    row(
        pair(
            "requires-permitted-by-none",
            "Nobody permits it, approved or not.",
            annotated,
            ARGUMENTS,
        ),
        Some("policy_forbidden"),
        Some("policy_denied"),
    );
    row(
        pair(
            "requires-permit",
            "A policy permits what is approved.",
            r#"@id("approved") permit (principal, action, resource) when { context has approval };"#,
            ARGUMENTS,
        ),
        Some("policy_denied"),
        None,
    );
    row(
        pair(
            "requires-permit-annotated",
            "And says so: then it is known what is missing.",
            r#"@id("approved") @requires("approval") permit (principal, action, resource) when { context has approval };"#,
            ARGUMENTS,
        ),
        Some("approval_required"),
        None,
    );
    row(
        pair(
            "requires-error",
            "A policy that can't be evaluated denies.",
            &sum(POLICIES),
            ARGUMENTS,
        ),
        Some("policy_error"),
        Some("policy_error"),
    );
    let alice = json!({ "issuer": ISSUER, "subject": "alice" });
    let in_person = changed(asked(), json!({ "actor": alice }));
    row(
        of(
            "requires-nobody",
            "A user in person, whom nothing permits.",
            POLICIES,
            ARGUMENTS,
            &access_token(&key()),
            &in_person,
        ),
        Some("policy_forbidden"),
        Some("policy_denied"),
    );
    let history = access_token(&key()).actor("scanner").actor("agent");
    let by_history = r#"@id("scanned") @requires("approval") forbid (principal, action, resource)
  when { context.delegation.prior_actors.contains(Agent::"https://as.example scanner") } unless { context has approval };"#;
    row(
        of(
            "requires-history",
            "For what is only asserted of the chain.",
            &all(by_history),
            ARGUMENTS,
            &history,
            &asked(),
        ),
        Some("approval_required"),
        None,
    );
    let lifted = format!(
        "{by_history}\n@id(\"unscanned\") forbid (principal, action, resource) unless {{ context.delegation.prior_actors.contains(Agent::\"https://as.example scanner\") }};"
    );
    row(
        of(
            "requires-history-and-without",
            "Without history another policy forbids it.",
            &all(&lifted),
            ARGUMENTS,
            &history,
            &asked(),
        ),
        Some("policy_forbidden"),
        Some("policy_forbidden"),
    );
    for (Pair { without, with }, code, code_with) in pairs {
        cases.push(match code {
            Some("approval_required") if !matches!(code_with, Some("approval_required")) => {
                super::required(without, &asked())
            }
            Some(code) => without.deny(code),
            None => without.accept(),
        });
        cases.push(match code_with {
            Some(code) => with.deny(code),
            None => with.accept(),
        });
    }
    cases
}

/// Each attribute of an approval.
fn sees() -> Vec<Case> {
    let source = "What policies see of an approval";
    let seen = |id: &str, description: &str, condition: &str, approval: &Proof| {
        let policies = format!(
            "@id(\"seen\") permit (principal, action, resource) when {{ context has approval && {condition} }};"
        );
        with(&format!("sees-{id}"), source, description, approval)
            .with("config", config_by(&policies))
    };
    let bob = r#"context.approval.approver == User::"https://approvals.example bob""#;
    let by_principal = "context.approval.approver == context.delegation.principal";
    let of_tokens = |case: Case| {
        let issuers = [
            issuer(ISSUER, &key()),
            approvals(json!({ "profile": { "approval": { "subjectsOf": ISSUER } } })),
        ];
        let (_, config) = case
            .members
            .iter()
            .find(|(name, _)| *name == "config")
            .expect("a configuration");
        let config = changed(config.clone(), json!({ "issuers": issuers }));
        case.with("config", config)
    };
    let four_eyes = r#"@id("agents") permit (principal is Agent, action, resource);
@id("four-eyes") @requires("approval") forbid (principal, action, resource)
  unless { context has approval && context.approval.approver != context.delegation.principal };"#;
    let eyes = |id: &str, description: &str, approval: &Proof| {
        of_tokens(
            with(&format!("sees-{id}"), source, description, approval)
                .with("config", config_by(four_eyes)),
        )
    };
    let alice = || good().claim("sub", string("alice"));
    let second = good()
        .claim("sub", string("alice"))
        .claim("jti", string("ap-2"));
    vec![
        seen("approver", "Who approves.", bob, &good()).accept(),
        seen("approver-other", "Not somebody else.", bob, &good().claim("sub", string("carol"))).deny("policy_denied"),
        seen("approver-subject", "His name.", r#"context.approval.approver.subject == "bob""#, &good()).accept(),
        seen("approver-issuer", "Whose subject he is.", r#"context.approval.approver.issuer == "https://approvals.example""#, &good()).accept(),
        seen("approver-type", "He is a user.", "context.approval.approver is User", &good()).accept(),
        seen("issuer", "Who signed it.", r#"context.approval.issuer == "https://approvals.example""#, &good()).accept(),
        seen("id", "Its `jti`.", r#"context.approval.id == "ap-1""#, &good()).accept(),
        seen("expires", "When it expires.", r#"context.approval.expires == datetime("2025-10-09T08:57:20Z")"#, &good()).accept(),
        seen("expires-left", "How long it is still good.", r#"context.approval.expires.durationSince(context.now) > duration("3m")"#, &good()).accept(),
        of_tokens(seen("principal", "The principal, where subjects are those of the tokens' issuer.", by_principal, &alice())).accept(),
        seen("principal-namesake", "A namesake of another issuer is somebody else.", by_principal, &alice()).deny("policy_denied"),
        of_tokens(seen("principal-attributes", "The principal is there already.", "context.approval.approver.subject == context.delegation.principal.subject", &alice())).accept(),
        eyes("four-eyes", "Somebody else than the principal.", &good()).accept(),
        super::required(eyes("four-eyes-principal", "The principal is not enough: another approval is.", &alice()), &asked()),
        eyes("four-eyes-second", "The second one will do, and is used.", &good())
            .with(
                "presented",
                presented(
                    &agent(),
                    &[second.mint(), good().mint()],
                    &[answer(&remembered(), true)],
                ),
            )
            .accept_as(json!({ "approval": { "id": "ap-1", "approver": { "issuer": ISSUER, "subject": "bob" } } })),
    ]
}

fn mistakes() -> Vec<Case> {
    let refused = |id: &str, description: &str, condition: &str| {
        let policies = format!("permit (principal, action, resource) when {{ {condition} }};");
        case(
            &format!("mistake-{id}"),
            "Policies are validated",
            description,
        )
        .with("config", config_by(&policies))
        .with("presented", json!({ "token": agent().mint() }))
        .config_error("policies")
    };
    vec![
        refused(
            "unasked",
            "Not every call has an approval.",
            r#"context.approval.id == "ap-1""#,
        ),
        refused(
            "member",
            "An approval has no scopes.",
            r#"context has approval && context.approval.scopes.contains("x")"#,
        ),
        refused(
            "compare",
            "A time is no text.",
            r#"context has approval && context.approval.expires == "2025""#,
        ),
    ]
}

/// Of a rehearsal nobody knows the gate's call, and so no hash.
fn rehearsal() -> Vec<Case> {
    let annotated = r#"permit (principal, action, resource);
@requires("approval") forbid (principal, action, resource) unless { context has approval };"#;
    vec![
        policy(
            "rehearsal",
            REQUIRES,
            "A rehearsal says that an approval is needed.",
            annotated,
        )
        .deny("approval_required"),
        policy(
            "rehearsal-denied",
            REQUIRES,
            "Or that it is of no use.",
            annotated.split_once('\n').expect("two").1,
        )
        .deny("policy_forbidden"),
    ]
}
