//! Attenuating agent tokens: tools and their arguments.

use mint::ISSUER;
use serde_json::Value;

use crate::{entry, number};

pub(crate) fn check(claims: &[Value], tool: &str, input: &Value) {
    assert_eq!(claims[0]["iss"], ISSUER);
    for (index, claim) in claims.iter().enumerate() {
        assert!(number(claim, "del_max_depth") >= index as f64);
        let Some(parent) = index.checked_sub(1).map(|parent| &claims[parent]) else {
            continue;
        };
        assert!(number(claim, "del_max_depth") <= number(parent, "del_max_depth"));
        let before = tools(parent).as_object().unwrap();
        for (tool, arguments) in tools(claim).as_object().into_iter().flatten() {
            let parent = names(&before[tool]);
            assert!(parent.is_empty() || parent == names(arguments), "{tool}");
        }
    }
    let leaf = names(&tools(&claims[claims.len() - 1])[tool]);
    assert!(leaf.is_empty() || leaf == names(input));
}

fn tools(claims: &Value) -> &Value {
    &entry(claims, "attenuating_agent_token")["tools"]
}

fn names(arguments: &Value) -> Vec<&String> {
    let mut names: Vec<_> = arguments.as_object().unwrap().keys().collect();
    names.sort();
    names
}
