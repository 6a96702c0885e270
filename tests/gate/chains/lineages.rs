//! What holds for every chain: a model of ZeroID's lineages, and shapes over agents of a nested `act`.

use std::collections::BTreeSet;

use super::{DOMAIN, agent, all, legacy, of_issuer, zeroid};
use crate::support::{alice, built, gate, with};
use mint::{AccessToken, NOW};
use narrowgate::Evidence;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// One token of a lineage of ZeroID's older generation.
#[derive(Clone, Debug)]
struct Hop {
    name: &'static str,
    delegator: &'static str,
    depth: usize,
    scopes: usize,
    expires: u64,
    issued: u64,
    mission: &'static str,
    project: &'static str,
}

impl Hop {
    fn mint(&self, number: usize) -> AccessToken {
        let names = ["a", "b", "c"];
        let id = |name: &str| format!("spiffe://{DOMAIN}/acct-1/{}/agent/{name}", self.project);
        let scopes = json!(names[..self.scopes]).to_string();
        let token = legacy(
            self.name,
            self.depth,
            (self.depth > 0).then_some(self.delegator),
        );
        let token = match self.depth {
            0 => token,
            _ => token.no_actors().actor(&id(self.delegator)),
        };
        token
            .subject(&id(self.name))
            .id(&format!("h-{number}"))
            .claim("scopes", scopes)
            .claim("mission_id", mint::string(self.mission))
            .claim("project_id", mint::string(self.project))
            .expires(self.expires)
            .issued(self.issued)
    }

    /// ZeroID's rules for a child and its parent.
    fn follows(&self, parent: &Self) -> bool {
        self.depth == parent.depth + 1
            && self.delegator == parent.name
            && self.scopes <= parent.scopes
            && self.expires <= parent.expires + 1
            && self.issued >= parent.issued
            && self.mission == parent.mission
            && self.project == parent.project
    }
}

/// From a root or from the middle; each step follows from the one before it, with at most one thing wrong.
fn hops() -> impl Strategy<Value = Vec<Hop>> {
    let step = (select(vec!["p", "q", "r"]), 0..2_usize, 0..3_u64, 0..14_u8);
    (0..2_usize, vec(step, 1..4)).prop_map(|(depth, steps)| {
        let mut line = vec![Hop {
            name: "p",
            delegator: "o",
            depth,
            scopes: 3,
            expires: NOW + 600,
            issued: NOW - 60,
            mission: "m-1",
            project: "proj-1",
        }];
        for (name, narrower, later, wrong) in steps {
            let parent = line[line.len() - 1].clone();
            let mut next = Hop {
                name,
                delegator: parent.name,
                depth: parent.depth + 1,
                scopes: parent.scopes.saturating_sub(narrower),
                expires: parent.expires + 1 - later,
                issued: parent.issued + later,
                ..parent.clone()
            };
            match wrong {
                0 => next.delegator = "x",
                1 => next.depth += 1,
                2 => next.depth = parent.depth,
                3 => next.scopes = 3,
                4 => next.expires = parent.expires + 2,
                5 => next.issued = parent.issued - 1,
                6 => next.mission = "m-2",
                7 => next.project = "proj-2",
                _ => {}
            }
            line.push(next);
        }
        line
    })
}

/// Agents of a nested `act`, oldest first.
fn agents() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(vec!["a", "b", "c"]), 0..5)
}

/// The tokens of these agents, the first `missing` of them left out.
fn line(agents: &[&str], missing: usize) -> Vec<AccessToken> {
    let through = |count: usize| {
        agents[..count]
            .iter()
            .fold(alice(), |token, agent| token.actor(agent))
    };
    (missing.min(agents.len())..=agents.len())
        .map(through)
        .collect()
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn a_legacy_lineage_is_accepted_exactly_if_its_rules_hold(line in hops()) {
        let tokens: Vec<AccessToken> = line.iter().enumerate().map(|(number, hop)| hop.mint(number)).collect();
        let expected = line.windows(2).all(|pair| pair[1].follows(&pair[0]));
        let verdict = all(&built(&zeroid()), &tokens);
        prop_assert_eq!(verdict.is_ok(), expected, "{:?}", verdict.err());
        if let Ok(verified) = verdict {
            let chain = verified.chain();
            let named: Vec<String> = chain.links().map(|link| link.identity().subject().to_owned()).collect();
            let mut everybody: Vec<String> = line.iter().map(|hop| agent(hop.name)).collect();
            if line[0].depth > 0 {
                everybody.insert(0, agent(line[0].delegator));
            }
            prop_assert_eq!(named, everybody);
            prop_assert_eq!(chain.links().filter(|link| link.evidence() == Evidence::Signed).count(), line.len());
            prop_assert_eq!(chain.principal().is_some(), line[0].depth == 0);
            prop_assert!(verified.principal().is_none());
        }
    }

    /// What holds together holds without its beginning, too.
    #[test]
    fn the_end_of_a_lineage_is_one(agents in agents(), missing in 0..5_usize) {
        let tokens = line(&agents, missing);
        let verified = all(&gate(), &tokens).unwrap();
        let signed = verified.chain().links().filter(|link| link.evidence() == Evidence::Signed).count();
        prop_assert_eq!(signed, tokens.len());
        prop_assert_eq!(verified.chain().links().count(), agents.len() + 1);
    }

    #[test]
    fn every_actor_is_signed_exactly_if_its_token_is_there(agents in agents(), missing in 0..5_usize) {
        let tokens = line(&agents, missing);
        let signed = built(&with("chain", json!({ "evidence": "signed" })));
        let verdict = all(&signed, &tokens);
        prop_assert_eq!(verdict.is_ok(), missing.min(agents.len()) <= 1, "{:?}", verdict.err());
    }

    #[test]
    fn who_may_not_delegate_stands_last_or_nowhere(agents in agents(), missing in 0..5_usize, listed in select(vec!["a", "b", "alice", "x"])) {
        let gate = built(&of_issuer(json!({ "mayNotDelegate": [listed] })));
        let before: BTreeSet<&str> = match agents.split_last() {
            Some((_, before)) => before.iter().copied().chain(["alice"]).collect(),
            None => BTreeSet::new(),
        };
        let verdict = all(&gate, &line(&agents, missing));
        prop_assert_eq!(verdict.is_err(), before.contains(listed));
    }

    /// A wish refuses, and never permits; two refuse what either does.
    #[test]
    fn wishes_only_refuse(line in hops(), within in select(vec!["issuer", "tenant", "trust-domain"]), depth in 0..4_usize, listed in select(vec!["p", "q", "x"])) {
        let tokens: Vec<AccessToken> = line.iter().enumerate().map(|(number, hop)| hop.mint(number)).collect();
        let code = |change: &dyn Fn(&mut Value)| {
            let mut document = zeroid();
            change(&mut document);
            all(&built(&document), &tokens).err().map(|denial| denial.code())
        };
        let plain = code(&|_| {});
        let bounded = code(&|document| document["chain"] = json!({ "within": within }));
        let signed = code(&|document| document["chain"] = json!({ "evidence": "signed" }));
        let both = code(&|document| document["chain"] = json!({ "within": within, "evidence": "signed" }));
        let shallow = code(&|document| document["issuers"][0]["maxDepth"] = json!(depth));
        let delegators = code(&|document| document["issuers"][0]["mayNotDelegate"] = json!([agent(listed)]));
        if plain.is_some() {
            prop_assert_eq!(bounded, plain);
            prop_assert_eq!(signed, plain);
            prop_assert_eq!(delegators, plain);
            prop_assert!(shallow.is_some() && both.is_some());
        }
        prop_assert_eq!(both.is_some(), bounded.is_some() || signed.is_some());
        // Whoever is not named could be anybody
        let whole = line[0].depth == 0;
        prop_assert_eq!(bounded.is_none(), plain.is_none() && whole);
        prop_assert_eq!(signed.is_none(), plain.is_none() && whole);
        let last = line.len() - 1;
        let has_delegated = line[..last].iter().any(|hop| hop.name == listed);
        let delegates = last > 0 || line[0].depth > 0;
        prop_assert_eq!(delegators.is_none(), plain.is_none() && (whole || !delegates) && !has_delegated);
        if plain.is_none() {
            prop_assert_eq!(shallow.is_none(), line[last].depth <= depth);
        }
    }
}
