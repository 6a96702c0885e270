//! Narrowing against a model that knows nothing of relations: what calls an entry permits.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::json;

use super::member::Members;
use super::{
    DetailRelation, DetailType, DetailTypes, Details, RequiredDetail, Requirement, read_required,
};
use crate::denial::Code;
use crate::jose::json::{Bounds, Object, Value, parse};
use crate::tools::Tools;

const HERE: &str = "https://tools.example";
const TAGS: [&str; 3] = ["a", "A", "ab"];
const IDS: [&str; 2] = ["x", "y"];

/// One member of every relation. `cap` and `floor` may be absent, which restricts nothing.
fn registered() -> BTreeMap<String, DetailType> {
    let files = DetailType::default()
        .member("tags", DetailRelation::Subset)
        .member("except", DetailRelation::Superset)
        .member("id", DetailRelation::Equal)
        .member("cap", DetailRelation::AtMost)
        .member("floor", DetailRelation::AtLeast)
        .restricting("cap")
        .restricting("floor");
    BTreeMap::from([("files".to_owned(), files)])
}

fn types() -> DetailTypes {
    DetailTypes::new(registered(), vec![HERE.to_owned()])
}

/// An entry of the model.
#[derive(Clone, Debug, PartialEq)]
struct Model {
    tags: Option<Vec<&'static str>>,
    except: Option<Vec<&'static str>>,
    id: Option<&'static str>,
    cap: Option<u8>,
    floor: Option<u8>,
}

/// A call of the model: what it touches, and how much.
#[derive(Clone, Copy, Debug)]
struct Call {
    tag: &'static str,
    id: &'static str,
    amount: u8,
}

impl Model {
    fn json(&self) -> serde_json::Value {
        let mut entry = json!({ "type": "files" });
        let members = [
            ("tags", self.tags.as_ref().map(|tags| json!(tags))),
            ("except", self.except.as_ref().map(|tags| json!(tags))),
            ("id", self.id.map(|id| json!(id))),
            ("cap", self.cap.map(|cap| json!(cap))),
            // Another spelling of the same number
            ("floor", self.floor.map(|floor| json!(f64::from(floor)))),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                entry[name] = value;
            }
        }
        entry
    }

    /// A type says whether an absent member means everything or nothing, and the gate does not know: `open` is one of both.
    fn permits(&self, call: Call, open: [bool; 3]) -> bool {
        let [tags, except, id] = open;
        self.tags
            .as_ref()
            .map_or(tags, |tags| tags.contains(&call.tag))
            && self
                .except
                .as_ref()
                .map_or(except, |tags| !tags.contains(&call.tag))
            && self.id.map_or(id, |id| id == call.id)
            && self.cap.is_none_or(|cap| call.amount <= cap)
            && self.floor.is_none_or(|floor| call.amount >= floor)
    }

    /// The rules, member by member, over sets that are lists.
    fn is_narrower_than(&self, parent: &Self) -> bool {
        let all = |some: &[&str], of: &[&str]| some.iter().all(|one| of.contains(one));
        let tags = match (&self.tags, &parent.tags) {
            (Some(child), Some(parent)) => all(child, parent),
            (child, parent) => child == parent,
        };
        let except = match (&self.except, &parent.except) {
            (Some(child), Some(parent)) => all(parent, child),
            (child, parent) => child == parent,
        };
        let cap = parent
            .cap
            .is_none_or(|most| self.cap.is_some_and(|cap| cap <= most));
        let floor = parent
            .floor
            .is_none_or(|least| self.floor.is_some_and(|floor| floor >= least));
        tags && except && self.id == parent.id && cap && floor
    }
}

fn calls() -> impl Iterator<Item = Call> {
    TAGS.into_iter().flat_map(|tag| {
        IDS.into_iter()
            .flat_map(move |id| (0..4).map(move |amount| Call { tag, id, amount }))
    })
}

fn opens() -> impl Iterator<Item = [bool; 3]> {
    (0..8_u8).map(|bits| [bits & 1 == 0, bits & 2 == 0, bits & 4 == 0])
}

fn entry() -> impl Strategy<Value = Model> {
    let strings = |least| option::weighted(0.8, subsequence(TAGS.to_vec(), least..=3));
    let number = || option::of(0_u8..4);
    (
        strings(1),
        strings(0),
        option::weighted(0.8, select(IDS.to_vec())),
        number(),
        number(),
    )
        .prop_map(|(tags, except, id, cap, floor)| Model {
            tags,
            except,
            id,
            cap,
            floor,
        })
}

fn entries() -> impl Strategy<Value = Vec<Model>> {
    vec(entry(), 0..4)
}

/// Which entry, with which member of which other one.
type Change = (Index, Model, u8);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    vec((any::<Index>(), entry(), 0..6_u8), 0..4)
}

/// Children that are near their parents: each is one of their entries with one member of another one.
fn near(parents: &[Model], changes: Vec<Change>) -> Vec<Model> {
    let child = |(of, other, member): Change| {
        let mut child = parents.get(of.index(parents.len().max(1)))?.clone();
        match member {
            0 => child.tags = other.tags,
            1 => child.except = other.except,
            2 => child.id = other.id,
            3 => child.cap = other.cap,
            4 => child.floor = other.floor,
            _ => {}
        }
        Some(child)
    };
    changes.into_iter().filter_map(child).collect()
}

fn family() -> impl Strategy<Value = (Vec<Model>, Vec<Model>)> {
    (entries(), changes()).prop_map(|(parents, changes)| (near(&parents, changes), parents))
}

fn value(text: &str) -> Value {
    parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap()
}

fn read(claim: &serde_json::Value) -> Result<Details, Code> {
    let types = types();
    Details::read(&value(&claim.to_string()), Some(types.of(&[]))).map_err(|denial| denial.code())
}

fn details(models: &[Model]) -> Details {
    read(&models.iter().map(Model::json).collect()).unwrap()
}

fn narrower(child: &Details, parent: &Details) -> bool {
    child.first_beyond(parent).is_none()
}

/// What a tool requires whose arguments are compared with these members.
fn requirement(members: &[(&str, &str)]) -> Vec<Requirement> {
    let tools = Tools::parse(
        r#"[{"name":"t","inputSchema":{"properties":{
            "tag":{"type":"string"},"id":{"type":"string"},"amount":{"type":"integer"}}}}]"#,
    );
    let asked = members
        .iter()
        .fold(RequiredDetail::new("files"), |asked, (member, argument)| {
            asked.argument(*member, *argument)
        });
    let mut problems = Vec::new();
    let required = BTreeMap::from([("t".to_owned(), vec![asked])]);
    let read = read_required(&registered(), &required, &tools.unwrap(), &mut problems);
    assert_eq!(problems, []);
    read["t"].clone()
}

fn input(call: Call) -> Object {
    let text = json!({ "tag": call.tag, "id": call.id, "amount": call.amount }).to_string();
    match value(&text) {
        Value::Object(input) => input,
        _ => Object::new(),
    }
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn no_widening_is_accepted((child, parent) in family()) {
        if narrower(&details(&child), &details(&parent)) {
            for open in opens() {
                for call in calls() {
                    let permits = |models: &[Model]| models.iter().any(|model| model.permits(call, open));
                    prop_assert!(!permits(&child) || permits(&parent), "{call:?} {open:?}");
                }
            }
        }
    }

    #[test]
    fn each_entry_is_covered_by_one((child, parent) in family()) {
        let covered = child.iter().all(|child| parent.iter().any(|parent| child.is_narrower_than(parent)));
        prop_assert_eq!(narrower(&details(&child), &details(&parent)), covered);
    }

    #[test]
    fn is_reflexive(models in entries()) {
        prop_assert!(narrower(&details(&models), &details(&models)));
    }

    #[test]
    fn is_transitive((b, c) in family(), changes in changes()) {
        let (a, b, c) = (details(&near(&b, changes)), details(&b), details(&c));
        if narrower(&a, &b) && narrower(&b, &c) {
            prop_assert!(narrower(&a, &c));
        }
    }

    #[test]
    fn order_and_repetition_mean_nothing((child, parent) in family(), at: Index, turn: Index) {
        let verdict = narrower(&details(&child), &details(&parent));
        let mut turned = [child.clone(), child.clone()].concat();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
        }
        let mut doubled = parent.clone();
        if !parent.is_empty() {
            doubled.push(parent[at.index(parent.len())].clone());
        }
        doubled.reverse();
        for model in turned.iter_mut().chain(&mut doubled) {
            for tags in [&mut model.tags, &mut model.except].into_iter().flatten() {
                tags.reverse();
                tags.extend(tags.first().copied());
            }
        }
        prop_assert_eq!(narrower(&details(&turned), &details(&doubled)), verdict);
    }

    #[test]
    fn another_entry_never_narrows((child, parent) in family(), more in entry()) {
        let verdict = narrower(&details(&child), &details(&parent));
        let grown = [child, vec![more]].concat();
        prop_assert!(verdict || !narrower(&details(&grown), &details(&parent)));
    }

    #[test]
    fn a_call_is_permitted_by_one_entry(models in entries()) {
        let required = requirement(&[("tags", "tag"), ("id", "id"), ("cap", "amount"), ("floor", "amount")]);
        let granted = details(&models);
        for call in calls() {
            // The call says nothing of `except`, so no entry that has it covers the call
            let permits = |model: &Model| model.except.is_none() && model.permits(call, [false, true, false]);
            prop_assert_eq!(granted.check(Some(&required), &input(call)).is_ok(), models.iter().any(permits));
        }
    }

    #[test]
    fn a_restriction_never_permits(models in vec(entry(), 1..4), at: Index, cap in 0_u8..4, with_cap: bool) {
        let asked: &[_] = match with_cap {
            true => &[("tags", "tag"), ("id", "id"), ("cap", "amount")],
            false => &[("tags", "tag"), ("id", "id")],
        };
        let required = requirement(asked);
        let mut restricted = models.clone();
        let changed = &mut restricted[at.index(models.len())];
        changed.cap = Some(changed.cap.map_or(cap, |before| before.min(cap)));
        for call in calls() {
            let before = details(&models).check(Some(&required), &input(call));
            let after = details(&restricted).check(Some(&required), &input(call));
            prop_assert!(before.is_ok() || after.is_err(), "{call:?}");
        }
    }

    #[test]
    fn what_a_call_may_do_with_a_child_it_may_with_its_parent((child, parent) in family()) {
        let (child, parent) = (details(&child), details(&parent));
        let required = requirement(&[("tags", "tag"), ("id", "id"), ("cap", "amount"), ("floor", "amount")]);
        if narrower(&child, &parent) {
            for call in calls() {
                let (with, without) = (child.check(Some(&required), &input(call)), parent.check(Some(&required), &input(call)));
                prop_assert!(with.is_err() || without.is_ok(), "{call:?}");
            }
        }
    }

    #[test]
    fn nothing_panics(text in r#"\[(\{"type":"(files|other)"(,"(tags|cap|id|locations|x)":(1|-1\.5|1e30|"a"|\["a"\]|\[\]|null|\{\})){0,3}\},?){0,3}\]"#) {
        if let Ok(value) = parse(text.as_bytes(), Bounds::CONFIGURATION) {
            let types = types();
            if let Ok(details) = Details::read(&value, Some(types.of(&[]))) {
                narrower(&details, &details);
                details.types().count();
                let _ = details.check_call("files", &Members::default());
            }
        }
    }
}

/// Not every pair of random entries is near another; these are all pairs of a member.
#[test]
fn every_pair_of_a_member() {
    let with = |member: &str, value: &serde_json::Value| {
        let mut entry = json!({ "type": "files", "id": "x" });
        entry[member] = value.clone();
        read(&json!([entry])).unwrap()
    };
    let sets = [
        json!(["a"]),
        json!(["b"]),
        json!(["a", "b"]),
        json!(["b", "a", "a"]),
    ];
    for (one, narrow) in [
        (&sets[0], [true, false, true, true]),
        (&sets[1], [false, true, true, true]),
        (&sets[2], [false, false, true, true]),
    ] {
        for (other, narrow) in sets.iter().zip(narrow) {
            assert_eq!(narrower(&with("tags", one), &with("tags", other)), narrow);
            assert_eq!(
                narrower(&with("except", other), &with("except", one)),
                narrow
            );
        }
    }
    let numbers = [
        json!(-1),
        json!(0.5),
        json!(1),
        json!(9_007_199_254_740_992_i64),
        json!(9_007_199_254_740_993_i64),
    ];
    for (low, one) in numbers.iter().enumerate() {
        for (high, other) in numbers.iter().enumerate() {
            assert_eq!(
                narrower(&with("cap", one), &with("cap", other)),
                low <= high
            );
            assert_eq!(
                narrower(&with("floor", one), &with("floor", other)),
                low >= high
            );
            assert_eq!(narrower(&with("id", one), &with("id", other)), low == high);
        }
    }
}

#[test]
fn types_have_thirty_two_entries_at_most() {
    let many = |kind: &str, count: usize| vec![json!({ "type": kind, "tags": ["a"] }); count];
    for kind in ["files", "other"] {
        assert!(read(&json!(many(kind, 32))).is_ok());
        assert_eq!(
            read(&json!(many(kind, 33))).err(),
            Some(Code::DetailsMalformed)
        );
    }
    assert!(read(&json!([many("files", 32), many("other", 32)].concat())).is_ok());
}
