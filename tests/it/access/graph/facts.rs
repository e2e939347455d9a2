//! What an answer says of whom: every value belongs to the nearest object around it that has a
//! global id, and is the same by whatever path that object was reached.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::schema::{Edge, Graph, Selection};

/// What somebody was told.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The objects that have ids: type and id, and every path to each.
    pub(super) objects: BTreeMap<(String, String), BTreeSet<String>>,
    /// Of an object and the way on from it, what stands there, and by which path it was told.
    pub(super) values: BTreeMap<(String, String), (Value, String)>,
    /// What was told in two ways.
    pub(super) contradictions: Vec<String>,
    /// The edges behind which there was something.
    pub(super) walked: BTreeSet<Edge>,
    /// Whether there was an answer at all.
    pub(super) is_answered: bool,
}

/// Where in an answer: the path from its root; the object around, and the way on from it.
#[derive(Clone, Default)]
struct Place {
    path: String,
    owner: Option<String>,
    way: String,
}

impl Place {
    fn at(&self, step: &str) -> Self {
        let join = |to: &str| format!("{to}.{step}").trim_start_matches('.').to_owned();
        Self {
            path: join(&self.path),
            owner: self.owner.clone(),
            way: join(&self.way),
        }
    }
}

impl Facts {
    /// Takes in what stands at `path` of an answer.
    pub(super) fn take(&mut self, graph: &Graph, asked: &Selection, path: &str, answer: &Value) {
        let place = Place {
            path: path.to_owned(),
            ..Place::default()
        };
        self.enter(graph, asked, &place, answer);
    }

    fn enter(&mut self, graph: &Graph, asked: &Selection, place: &Place, answer: &Value) {
        match answer {
            Value::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.enter(graph, asked, &place.at(&number.to_string()), item);
                }
            }
            Value::Object(_) => self.object(graph, asked, place, answer),
            // Of an interface, somebody else's kind.
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn object(&mut self, graph: &Graph, asked: &Selection, place: &Place, answer: &Value) {
        if answer["__typename"] != asked.of.as_str() {
            return;
        }
        let mut place = place.clone();
        if graph.is_node(&asked.of) {
            let id = answer["id"].as_str().unwrap().to_owned();
            let object = (asked.of.clone(), id.clone());
            let paths = self.objects.entry(object).or_default();
            paths.insert(place.path.clone());
            place.owner = Some(id);
            place.way = String::new();
        }
        for field in graph.of(&asked.of).fields.iter().filter(|it| !it.is_object) {
            self.note(&place.at(&field.name), answer[&field.name].clone());
        }
        if let (Some(total), Some(nodes)) =
            (answer["totalCount"].as_u64(), answer["nodes"].as_array())
            && answer["pageInfo"]["hasNextPage"] == false
            && total != nodes.len() as u64
        {
            let path = &place.path;
            self.contradictions
                .push(format!("{path}: {total} in all, {} shown", nodes.len()));
        }
        for (field, next) in &asked.follow {
            let (place, value) = (place.at(field), &answer[field]);
            self.note(&place, outline(graph, next, value));
            let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            if !is_empty {
                self.walked.insert((asked.of.clone(), field.clone()));
            }
            self.enter(graph, next, &place, value);
        }
    }

    fn note(&mut self, place: &Place, value: Value) {
        let Some(owner) = &place.owner else { return };
        let key = (owner.clone(), place.way.clone());
        match self.values.get(&key) {
            None => {
                self.values.insert(key, (value, place.path.clone()));
            }
            Some((known, by)) if *known != value => {
                let (path, way) = (&place.path, &place.way);
                self.contradictions
                    .push(format!("{way}: {known} by {by}, {value} by {path}"));
            }
            Some(_) => {}
        }
    }

    /// What is said here and not in the records, or otherwise than there.
    pub(super) fn against(&self, records: &Self) -> Vec<String> {
        let mut wrong = self.contradictions.clone();
        for ((of, id), paths) in &self.objects {
            if !records.objects.contains_key(&(of.clone(), id.clone())) {
                let path = paths.first().map_or("", String::as_str);
                wrong.push(format!("{of} {id} by {path}, and not by its id"));
            }
        }
        for (key, (value, path)) in &self.values {
            match records.values.get(key) {
                Some((known, _)) if known == value => {}
                Some((known, _)) => {
                    wrong.push(format!("{}: {known} by its id, {value} by {path}", key.1));
                }
                None if records.has(&key.0) => {
                    wrong.push(format!("{}: nothing by its id, {value} by {path}", key.1));
                }
                None => {}
            }
        }
        wrong
    }

    /// An object without a record is told of once, not for each of its fields.
    fn has(&self, id: &str) -> bool {
        self.objects.keys().any(|(_, known)| known == id)
    }

    /// The ids of a type.
    pub(super) fn of(&self, name: &str) -> BTreeSet<String> {
        let ids = self.objects.keys().filter(|(of, _)| of == name);
        ids.map(|(_, id)| id.clone()).collect()
    }

    /// The ids of a type that stand in a list itself, not behind one of its items.
    pub(super) fn listed(&self, of: &str, list: &str) -> BTreeSet<String> {
        let is_item = |path: &String| {
            let item = path.strip_prefix(list).unwrap_or_default();
            let number = item.strip_prefix(".nodes").unwrap_or(item);
            let number = number.strip_prefix('.').unwrap_or_default();
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        };
        let listed = self
            .objects
            .iter()
            .filter(|((kind, _), paths)| kind == of && paths.iter().any(is_item));
        listed.map(|((_, id), _)| id.clone()).collect()
    }
}

/// What stands behind an edge: ids of what has ids, the number of what has none, or nothing.
fn outline(graph: &Graph, asked: &Selection, value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| outline(graph, asked, item))
            .collect(),
        Value::Object(_) if graph.is_node(&asked.of) => value["id"].clone(),
        Value::Object(_) => json!("there"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}
