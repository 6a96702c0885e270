//! Agent delegation chains: scopes and constraints.

use serde_json::Value;

use crate::{entry, number};

pub(crate) fn check(claims: &[Value], input: &Value) {
    assert_eq!(claims[0]["iss"], crate::ADC);
    let mut most = f64::INFINITY;
    for (index, claim) in claims.iter().enumerate() {
        if claim.get("del_max_depth").is_some() {
            assert!(number(claim, "del_max_depth") <= most);
            most = number(claim, "del_max_depth");
        }
        assert!((index as f64) < most, "it stands too deep");
        let Some(parent) = index.checked_sub(1).map(|parent| &claims[parent]) else {
            continue;
        };
        assert_eq!(claim["sub"], parent["sub"], "on behalf of someone else");
        let (own, before) = (detail(claim), detail(parent));
        for scope in list(&own["scopes"]) {
            let covers = |granted: &Value| covers(text(granted), text(scope));
            assert!(list(&before["scopes"]).iter().any(covers), "{scope}");
        }
        for constraint in list(&before["constraints"]) {
            let kept = |own: &Value| {
                let (own, before) = (own.as_object().unwrap(), constraint.as_object().unwrap());
                own["key"] == before["key"] && own.keys().eq(before.keys())
            };
            assert!(list(&own["constraints"]).iter().any(kept), "{constraint}");
        }
    }
    for constraint in claims
        .iter()
        .flat_map(|claim| list(&detail(claim)["constraints"]))
    {
        let argument = &input[text(&constraint["key"])];
        if let Some(most) = constraint["max"].as_f64() {
            assert!(argument.as_f64().unwrap() <= most, "{constraint}");
        }
        if let Some(prefix) = constraint["prefix"].as_str() {
            assert!(text(argument).starts_with(prefix), "{constraint}");
        }
    }
}

fn detail(claims: &Value) -> &Value {
    entry(claims, "agent_delegation")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn covers(granted: &str, scope: &str) -> bool {
    let below = granted.strip_suffix('*').filter(|stem| stem.ends_with('.'));
    granted == scope || below.is_some_and(|stem| scope.starts_with(stem))
}
