//! The scopes of the draft: names with segments, wildcards of all that is below a name, and opaque ones.

use std::collections::BTreeSet;

use super::malformed;
use crate::denial::Denial;
use crate::jose::json::Value;
use crate::scope::Scope;

/// The member `scopes`: a set of operations. The empty one conveys none.
#[derive(Debug)]
pub(super) struct Scopes(BTreeSet<String>);

/// The three forms (draft-asor-wimse-agent-delegation-chain-02, section "Scope Syntax and Wildcards"), told apart by their
/// bytes alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `crm.read`: itself.
    Literal,
    /// `crm.*`: every literal below `crm`, at any depth, and not `crm` itself.
    Wildcard,
    /// `User.Read`, `openid`, `https://…`: itself, whatever it looks like.
    Opaque,
}

impl Scopes {
    /// An array of at most `most` strings, of which each has one of the forms.
    pub(super) fn read(value: &Value, most: usize) -> Result<(Self, Scope), Denial> {
        let Value::Array(entries) = value else {
            return Err(malformed("its `scopes` are no array"));
        };
        let tokens = entries
            .iter()
            .map(|entry| match entry {
                Value::String(text) if Form::of(text).is_some() => Ok(text.as_str()),
                _ => Err(malformed(
                    "one of its `scopes` has none of the draft's three forms",
                )),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let scope = Scope::from_at_most(&tokens, most)?;
        Ok((Self(tokens.into_iter().map(str::to_owned).collect()), scope))
    }

    /// The first of these scopes that none of ours covers. Delegation and enforcement both ask this: what is required of a
    /// call is compared as what a child claims.
    pub(super) fn first_uncovered<'a>(
        &self,
        mut scopes: impl Iterator<Item = &'a str>,
    ) -> Option<&'a str> {
        scopes.find(|scope| !self.covers(scope))
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// A wildcard covers what begins with it, its star left out; anything else covers itself. No union of several covers more
    /// than each of them does: below a wildcard there are names without end.
    fn covers(&self, scope: &str) -> bool {
        let below_a_wildcard = || {
            scope
                .match_indices('.')
                .filter_map(|(at, _)| scope.get(..at))
                .any(|name| self.0.contains(&format!("{name}.*")))
        };
        match Form::of(scope) {
            Some(Form::Literal | Form::Wildcard) => self.0.contains(scope) || below_a_wildcard(),
            Some(Form::Opaque) => self.0.contains(scope),
            None => false,
        }
    }
}

impl Form {
    /// `None` for what has a star anywhere but alone in the last of several segments, and for what is no scope token
    /// (RFC 6749, section 3.3).
    fn of(scope: &str) -> Option<Self> {
        let is_opaque = |b: u8| matches!(b, 0x21 | 0x23..=0x29 | 0x2b..=0x5b | 0x5d..=0x7e);
        if scope.contains('.') && scope.split('.').all(is_segment) {
            Some(Self::Literal)
        } else if let Some(name) = scope.strip_suffix(".*")
            && name.split('.').all(is_segment)
        {
            Some(Self::Wildcard)
        } else if !scope.is_empty() && scope.bytes().all(is_opaque) {
            Some(Self::Opaque)
        } else {
            None
        }
    }
}

fn is_segment(segment: &str) -> bool {
    segment.starts_with(|c: char| c.is_ascii_lowercase())
        && segment
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(scopes: &[&str]) -> Scopes {
        Scopes(scopes.iter().map(|scope| (*scope).to_owned()).collect())
    }

    fn covers(parent: &str, child: &str) -> bool {
        set(&[parent]).covers(child)
    }

    #[test]
    fn tells_forms_apart() {
        for (scope, form) in [
            ("crm.read", Some(Form::Literal)),
            ("crm.x.y-z.w_1", Some(Form::Literal)),
            ("crm.*", Some(Form::Wildcard)),
            ("crm.x.*", Some(Form::Wildcard)),
            ("crm", Some(Form::Opaque)),
            ("User.Read", Some(Form::Opaque)),
            ("crm.Read", Some(Form::Opaque)),
            ("crm.", Some(Form::Opaque)),
            (".read", Some(Form::Opaque)),
            ("crm..read", Some(Form::Opaque)),
            ("crm.1", Some(Form::Opaque)),
            ("crm.-x", Some(Form::Opaque)),
            ("repo:status", Some(Form::Opaque)),
            ("https://graph.example/.default", Some(Form::Opaque)),
            ("*", None),
            (".*", None),
            ("crm*", None),
            ("crm.re*", None),
            ("crm.*.read", None),
            ("crm.*.*", None),
            ("crm.**", None),
            ("User.*", None),
            ("crm:*", None),
            ("crm..*", None),
            ("", None),
            ("crm read", None),
            ("crm\\read", None),
            ("crm\"", None),
            ("crm.réad", None),
            ("crm.read\n", None),
        ] {
            assert_eq!(Form::of(scope), form, "{scope}");
        }
    }

    #[test]
    fn covers_what_the_draft_says() {
        for (parent, child, expected) in [
            ("crm.read", "crm.read", true),
            ("crm.*", "crm.read", true),
            ("crm.*", "crm.x.y.z", true),
            ("crm.*", "crm.x.*", true),
            ("crm.*", "crm.*", true),
            ("openid", "openid", true),
            ("User.Read", "User.Read", true),
            ("crm.*", "crm", false),
            ("crm.*", "crmx.read", false),
            ("crm.*", "crm.Read", false),
            ("crm.*", "crm.", false),
            ("crm.*", "crm..read", false),
            ("crm.*", "crm.re*", false),
            ("crm.x.*", "crm.*", false),
            ("crm.x.*", "crm.x", false),
            ("crm.read", "crm.*", false),
            ("crm.read", "crm.read.all", false),
            ("crm.read.all", "crm.read", false),
            ("crm.Read", "crm.*", false),
            ("User.Read", "user.read", false),
            ("read.*", "*", false),
            ("*", "read.logs", false),
        ] {
            assert_eq!(covers(parent, child), expected, "{parent} {child}");
        }
    }

    /// Literals over an alphabet with a letter that no scope has, deeper than any scope: what a finite set of scopes grants of
    /// them tells what it grants at all.
    fn universe() -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut last = vec![String::new()];
        for _ in 0..4 {
            last = last
                .iter()
                .flat_map(|name| ["a", "b", "z"].map(|segment| format!("{name}{segment}.")))
                .collect();
            names.extend(
                last.iter()
                    .map(|name| name.trim_end_matches('.').to_owned()),
            );
        }
        names.push("A.a".to_owned());
        names.push("a.A".to_owned());
        names
    }

    /// The meaning of a scope, written another way than the code.
    fn means(scope: &str, name: &str) -> bool {
        let (scope, name): (Vec<_>, Vec<_>) =
            (scope.split('.').collect(), name.split('.').collect());
        let structured = name.len() > 1 && name.iter().all(|segment| *segment != "A");
        match scope.split_last() {
            Some((&"*", above)) => {
                structured && name.len() > above.len() && name.starts_with(above)
            }
            _ => scope == name,
        }
    }

    /// Sound and complete: a set is covered if and only if it means nothing that the other does not.
    #[test]
    fn covering_is_inclusion() {
        let mut scopes: Vec<String> = ["a", "b", "A.a", "a.A"].map(str::to_owned).to_vec();
        for one in ["a", "b"] {
            scopes.push(format!("{one}.*"));
            for two in ["a", "b"] {
                scopes.push(format!("{one}.{two}"));
                scopes.push(format!("{one}.{two}.*"));
                scopes.push(format!("{one}.{two}.a"));
            }
        }
        let universe = universe();
        let meaning = |scopes: &[&str]| -> BTreeSet<&str> {
            let any = |name: &str| scopes.iter().any(|scope| means(scope, name));
            universe
                .iter()
                .map(String::as_str)
                .filter(|name| any(name))
                .collect()
        };
        for one in &scopes {
            for two in &scopes {
                let parent = [one.as_str(), two.as_str()];
                let (granted, parent) = (meaning(&parent), set(&parent));
                for child in &scopes {
                    let included = meaning(&[child]).is_subset(&granted);
                    assert_eq!(parent.covers(child), included, "{parent:?} {child}");
                }
            }
        }
    }

    fn scope() -> impl Strategy<Value = String> {
        "[ab](\\.[abA]){0,3}(\\.\\*)?"
    }

    proptest! {
        #![proptest_config(mint::cases(256))]

        #[test]
        fn covering_is_transitive(a in scope(), b in scope(), c in scope()) {
            if covers(&a, &b) && covers(&b, &c) {
                prop_assert!(covers(&a, &c));
            }
        }

        #[test]
        fn every_scope_covers_itself(a in scope()) {
            prop_assert_eq!(covers(&a, &a), Form::of(&a).is_some());
        }
    }
}
