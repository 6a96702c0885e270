//! Segments, against the literals that they stand for.

use super::*;

#[test]
fn every_token_of_three_letters_and_four_segments_covers_what_its_literals_say() {
    for opaque in OPAQUE {
        let relation = by_colon(opaque);
        let universe = universe(&["a", "b", "c"], 4, opaque);
        let mut tokens = tokens(&["a", "b", "c"], 4);
        tokens.extend(opaque.iter().map(|&token| token.to_owned()));
        let meant: Vec<_> = tokens
            .iter()
            .map(|token| (scope(&[token]), meaning(opaque, token, &universe)))
            .collect();
        for (child, of_child) in &meant {
            relation.check(child).unwrap();
            for (parent, of_parent) in &meant {
                assert_eq!(
                    child.is_narrower_by(parent, &relation).unwrap(),
                    is_within(of_child, of_parent),
                    "{child} within {parent}"
                );
            }
        }
    }
}

#[test]
fn sets_are_narrower_exactly_where_their_literals_are_fewer() {
    for opaque in OPAQUE {
        let relation = by_colon(opaque);
        let universe = universe(&["a", "b"], 3, opaque);
        let mut tokens = tokens(&["a", "b"], 3);
        tokens.extend(opaque.iter().take(1).map(|&token| token.to_owned()));
        let of = |set: &Vec<&str>| {
            let each: Vec<_> = set
                .iter()
                .map(|token| meaning(opaque, token, &universe))
                .collect();
            let all = union(&each.iter().collect::<Vec<_>>());
            let nothing = vec![false; universe.len()];
            (scope(set), if set.is_empty() { nothing } else { all })
        };
        let children: Vec<_> = sets(&tokens, 2).iter().map(of).collect();
        let parents: Vec<_> = sets(&tokens, 3).iter().map(of).collect();
        for (child, of_child) in &children {
            for (parent, of_parent) in &parents {
                assert_eq!(
                    relation.first_beyond(child, parent).is_none(),
                    is_within(of_child, of_parent),
                    "{child} within {parent}"
                );
            }
        }
    }
}

#[test]
fn what_is_neither_literal_nor_wildcard_nor_opaque_is_malformed() {
    let malformed = [
        "*",
        "**",
        "re*",
        "*re",
        "a:*:b",
        "*:a",
        "*:*",
        "a::b",
        ":a",
        "a:",
        ":",
        "::",
        ":*",
        "a:**",
        "a:b*",
        "a:*b",
        "a:*:*",
        "a::*",
        "https://x/.default:",
    ];
    let relation = by_colon(&["openid"]);
    let a = scope(&["a"]);
    for token in malformed {
        let wrong = scope(&[token]);
        for (child, parent) in [(&wrong, &a), (&a, &wrong), (&wrong, &wrong)] {
            let denial = child.is_narrower_by(parent, &relation).unwrap_err();
            assert_eq!(denial.code(), Code::ScopeMalformed, "{token}");
            assert!(!denial.to_string().contains(token), "{denial}");
        }
        // Listed, it is a name
        let opaque = by_colon(&[token]);
        assert!(wrong.is_narrower_by(&wrong, &opaque).unwrap());
        assert!(!a.is_narrower_by(&wrong, &opaque).unwrap());
        // Nor would it cover anything, if it came so far
        let below = ["a", "a:b", "re", "a:x:b", "a:b:c", "reader"];
        assert!(
            below
                .iter()
                .all(|token| relation.first_beyond(&scope(&[token]), &wrong).is_some())
        );
    }
    for token in [
        "a",
        "a:b",
        "a:*",
        "a:b:*",
        "a.b/c",
        "https://x/y",
        "%3A",
        "openid",
    ] {
        relation.check(&scope(&[token])).unwrap();
    }
}

#[test]
fn each_separator_is_the_only_one() {
    let segments = |separator| ScopeRelation::Segments(Segments::new(separator));
    let all = [
        (Separator::Colon, ':'),
        (Separator::Dot, '.'),
        (Separator::Slash, '/'),
    ];
    for (separator, _) in all {
        for (own, sign) in all {
            let (wildcard, literal) = (format!("a{sign}*"), format!("a{sign}b"));
            let within =
                scope(&[&literal]).is_narrower_by(&scope(&[&wildcard]), &segments(separator));
            match own == separator {
                true => assert!(within.unwrap()),
                false => assert_eq!(within.unwrap_err().code(), Code::ScopeMalformed),
            }
        }
    }
}
