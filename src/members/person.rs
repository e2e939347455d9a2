//! A person over all their records: those that one plan merged, and those of other plans. What
//! happened to one of the records happened to the person.

use std::collections::BTreeMap;

use entity::types::MemberId;

use super::enrolments::Enrolment;
use super::life::LifeEvent;
use super::rules::is_certain_match;
use super::{Member, merge, store};
use crate::db::Reader;
use crate::error::StoreError;

/// A person, as one plan knows them, and who is certainly the same person with other plans.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// The plan's records, the one to work with first.
    pub(crate) records: Vec<Member>,
    /// The records to work with of other plans.
    pub(crate) elsewhere: Vec<Member>,
}

/// What stands of a person's life with one plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// What happened, in the order of the days.
    pub(crate) events: Vec<LifeEvent>,
    /// When they were enrolled.
    pub(crate) spans: Vec<Enrolment>,
}

impl Person {
    /// The record to work with.
    pub(crate) fn kept(&self) -> Option<&Member> {
        self.records.first()
    }

    /// The plan's records.
    pub(crate) fn ids(&self) -> Vec<MemberId> {
        self.records.iter().map(|one| one.id).collect()
    }

    /// All records, in the order of their ids: the order in which they are locked.
    pub(crate) fn all_ids(&self) -> Vec<MemberId> {
        let all = self.records.iter().chain(&self.elsewhere);
        let mut ids: Vec<MemberId> = all.map(|one| one.id).collect();
        ids.sort_unstable();
        ids
    }
}

/// The person of a record, read with the server's eyes: what happens to them concerns records that
/// whoever sets it off may not see.
pub(crate) async fn person_of(reader: &Reader, id: MemberId) -> Result<Person, StoreError> {
    let reader = reader.as_system("a person is one over all records, whoever asks");
    let ids = merge::records_of(&reader, id).await?;
    let found = store::member_by_ids(&reader, ids.iter().copied()).await?;
    let mut by_id: BTreeMap<MemberId, Member> =
        found.into_iter().map(|one| (one.id, one)).collect();
    let records: Vec<Member> = ids.iter().filter_map(|id| by_id.remove(id)).collect();
    let cins: Vec<&str> = records.iter().map(|one| one.cin.as_str()).collect();
    let others = store::member_by_cins(&reader, cins).await?;
    let same = others.into_iter().filter(|other| {
        records.iter().all(|one| one.plan != other.plan)
            && records.iter().any(|one| {
                is_certain_match(other, Some(&one.cin), &one.last_name, Some(one.birth_on))
            })
    });
    let same: Vec<MemberId> = same.map(|other| other.id).collect();
    let elsewhere = if same.is_empty() {
        Vec::new()
    } else {
        // Of a merged record the kept one; two records of one plan may lead to the same.
        let kept = merge::current(&reader, same).await?;
        let kept: BTreeMap<MemberId, Member> =
            kept.into_values().map(|one| (one.id, one)).collect();
        kept.into_values().collect()
    };
    Ok(Person { records, elsewhere })
}

/// What stands of those records.
pub(crate) async fn facts_of(reader: &Reader, ids: &[MemberId]) -> Result<Facts, StoreError> {
    let reader = reader.as_system("facts decide acts of those who may not read them");
    let mut facts = Facts::default();
    let mut events = store::life_events_of_all(&reader, ids.iter().copied()).await?;
    let mut spans = store::enrolments_of(&reader, ids.iter().copied()).await?;
    for id in ids {
        facts.events.extend(events.remove(id).unwrap_or_default());
        facts.spans.extend(spans.remove(id).unwrap_or_default());
    }
    facts.events.sort_by_key(|event| event.happened_on);
    facts.spans.sort_by_key(|span| span.from_on);
    Ok(facts)
}
