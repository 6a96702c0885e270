//! What is taken over besides, and from whom.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [provenance(), details()].into_iter().flatten().collect()
}

fn provenance() -> Vec<Case> {
    let source = format!("{SPEC}, sections 4.6 and 8");
    let facts = |grant: &str, more: Value| {
        let base = json!({ "accountId": "acct-1", "projectId": "proj-1", "generation": "legacy", "grantType": grant, "principalType": "user" });
        json!({ "attributes": changed(base, more), "clientId": null })
    };
    let claims = json!({ "role": "admin", "privilege_scope": ["write", "read"], "client_id": "desk-app", "mission_id": "m-1" });
    let from = |id: &str, grant: &str, exchange: Value, more: Value| {
        let token = but(
            &but(&signed_in(), claims.clone()),
            json!({ "grant_type": grant, "token_exchange": exchange }),
        );
        case(
            &format!("claims-{id}"),
            &source,
            "Role, client and mission, by who can have written them.",
        )
        .token(but(&token, more).mint())
    };
    let role = json!({ "role": "admin", "privilegeScope": "read write" });
    let mission = json!({ "missionId": "m-1" });
    vec![
        from("of-broker", "token_exchange", json!("external_principal"), json!({})).accept_as(facts("token_exchange", role.clone())),
        from("of-id-token", "token_exchange", json!("external_id_token"), json!({})).accept_as(facts("token_exchange", json!({}))),
        from("of-assertion", "jwt_bearer", json!("id_jag"), json!({})).accept_as(changed(facts("jwt_bearer", changed(role, mission.clone())), json!({ "clientId": "desk-app" }))),
        from("of-code", "authorization_code", Value::Null, json!({})).accept_as(changed(facts("authorization_code", mission), json!({ "clientId": "desk-app" }))),
        from("role-number", "jwt_bearer", json!("id_jag"), json!({ "role": 1 })).deny("claim_invalid"),
        from("role-number-unread", "authorization_code", Value::Null, json!({ "role": 1 })).accept(),
        from("privileges-string", "jwt_bearer", json!("id_jag"), json!({ "privilege_scope": "read" })).deny("scope_malformed"),
        from("client-number", "token_exchange", json!("external_id_token"), json!({ "client_id": 1 })).deny("claim_invalid"),
        from("acr-number", "jwt_bearer", json!("id_jag"), json!({ "acr": 1 })).deny("claim_invalid"),
        from("acr-number-unread", "token_exchange", json!("external_id_token"), json!({ "acr": 1 })).accept(),
        case("sub-type-number", &source, "A claim that is read has its type.").token(but(&planner(), json!({ "sub_type": 1 })).mint()).deny("claim_invalid"),
        case("owner-number", &source, "A claim that is read has its type.").token(but(&planner(), json!({ "owner_user_id": 1 })).mint()).deny("claim_invalid"),
        case("trust-level-array", &source, "A claim that is read has its type.").token(but(&planner(), json!({ "trust_level": ["first_party"] })).mint()).deny("claim_invalid"),
        case("trust-level-absent", &source, "Nothing is said of trust.").token(but(&planner(), json!({ "trust_level": null })).mint()).accept(),
        case("custom-claims", &format!("{SPEC}, section 4.8"), "What a deployment adds is not looked at.").token(but(&planner(), json!({ "session_id": 1, "allowed_tools": ["x"], "may_act": { "sub": "x" }, "nonce": 7, "parent_jti": [] })).mint()).accept(),
    ]
}

fn details() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.7");
    let limits = json!([{ "type": "tool_call", "tool": "transfer_funds", "amount": 50000 }]);
    let details = |id: &str, token: &AccessToken, value: Value| {
        case(
            &format!("details-{id}"),
            &source,
            "`authorization_details` of one or another form and provenance.",
        )
        .token(
            token
                .clone()
                .claim("authorization_details", value.to_string())
                .mint(),
        )
    };
    let ignored = |case: Case| with_settings(case, json!({ "ignoreAuthorizationDetails": true }));
    let approved = plainly_approved();
    vec![
        details("empty", &approved, json!([])).accept(),
        case("details-absent", &source, "None.")
            .token(approved.without("authorization_details").mint())
            .accept(),
        details("limits", &plainly_approved(), limits.clone()).deny("claim_invalid"),
        ignored(details(
            "limits-ignored",
            &plainly_approved(),
            limits.clone(),
        ))
        .accept_as(json!({ "principal": who("user-alice"), "scopes": ["payments:initiate"] })),
        details("null", &plainly_approved(), Value::Null).deny("claim_invalid"),
        details("object", &plainly_approved(), json!({})).deny("claim_invalid"),
        ignored(details("object-ignored", &plainly_approved(), json!({}))).deny("claim_invalid"),
        details("of-an-agent", &planner(), limits.clone()).accept(),
        details(
            "of-a-broker",
            &but(
                &signed_in(),
                json!({ "grant_type": "token_exchange", "token_exchange": "external_principal" }),
            ),
            limits.clone(),
        )
        .accept(),
        details(
            "of-no-provenance",
            &but(&plainly_approved(), json!({ "token_exchange": null })),
            limits,
        )
        .deny("claim_invalid"),
    ]
}
