//! Records that may be one person, by evidence that is really there: what is empty on one side
//! never matches.

use chrono::NaiveDate;
use entity::types::MemberId;

use super::keys::{SoughtName, keys_of};
use super::model::MemberPhone;
use super::rules::swapped;
use super::{Member, Members, store};
use crate::access::{Action, authorize, authorize_here};
use crate::db::{CursorError, Page, PageRequest};
use crate::error::Failure;
use crate::op::OpCtx;
use crate::text::fold;

/// What two records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The same name, in whatever order its words stand.
    SameName,
    /// Names that are spelled almost the same, or one of which is part of the other.
    SimilarName,
    /// The same birth date.
    SameBirthDate,
    /// Birth dates with day and month swapped.
    SwappedBirthDate,
    /// A phone that both have.
    SamePhone,
    /// The same street and city.
    SameAddress,
}

impl Evidence {
    /// What it counts for. Three points are worth a look: a name and a birth date; a name, a phone
    /// and an address. A household shares phone and address, and twins a birth date as well, so
    /// without a name there is nothing.
    const fn points(self) -> u32 {
        match self {
            Self::SameName | Self::SameBirthDate => 2,
            Self::SimilarName | Self::SwappedBirthDate | Self::SamePhone | Self::SameAddress => 1,
        }
    }
}

/// Points from which two records are worth a look.
const ENOUGH: u32 = 3;

/// A record that may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleDuplicate {
    /// The record.
    pub member: Member,
    /// What speaks for it, the strongest first.
    pub evidence: Vec<Evidence>,
}

impl Members {
    /// Records that may be the same person as a member, the strongest evidence first.
    pub async fn possible_duplicates(
        &self,
        op: &OpCtx,
        id: MemberId,
    ) -> Result<Vec<PossibleDuplicate>, Failure<std::convert::Infallible>> {
        let reader = self.db.read(op);
        let member = store::member_by_id(&reader, id).await?;
        let member = member.ok_or(Failure::NotFound)?;
        authorize(op.actor(), Action::MemberMerge, &member)?;
        let own = std::slice::from_ref(&member);
        let phones = store::phones_of(&reader, own).await?;
        let phones = phones.get(&id).map_or(&[] as &[_], Vec::as_slice);
        let others = store::alike(&reader, &member, phones).await?;
        let theirs = store::phones_of(&reader, &others).await?;
        let mut found: Vec<PossibleDuplicate> = others
            .into_iter()
            .filter_map(|other| {
                let of = theirs.get(&other.id).map_or(&[] as &[_], Vec::as_slice);
                let evidence = evidence((&member, phones), (&other, of));
                is_enough(&evidence).then_some(PossibleDuplicate {
                    member: other,
                    evidence,
                })
            })
            .collect();
        found.sort_by_key(|one| std::cmp::Reverse(points(&one.evidence)));
        Ok(found)
    }

    /// Members of whom there may be another record, the last registered first: those that share
    /// birth date and a word of the name with an older one.
    pub async fn to_review(
        &self,
        op: &OpCtx,
        page: &PageRequest,
    ) -> Result<Page<Member>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::MemberSearch)?;
        store::members_to_review(&self.db.read(op), page)
            .await?
            .map_err(Failure::Refused)
    }

    /// How many members there may be another record of.
    pub async fn to_review_count(&self, op: &OpCtx) -> Result<u64, Failure<CursorError>> {
        authorize_here(op.actor(), Action::MemberSearch)?;
        Ok(store::members_to_review_count(&self.db.read(op)).await?)
    }
}

fn points(evidence: &[Evidence]) -> u32 {
    evidence.iter().map(|one| one.points()).sum()
}

/// Whether that is worth a look.
fn is_enough(evidence: &[Evidence]) -> bool {
    let is_of_name = |one: &Evidence| matches!(one, Evidence::SameName | Evidence::SimilarName);
    evidence.iter().any(is_of_name) && points(evidence) >= ENOUGH
}

/// What two records have in common, the strongest first.
fn evidence(
    (one, phones): (&Member, &[MemberPhone]),
    (other, others): (&Member, &[MemberPhone]),
) -> Vec<Evidence> {
    let mut found = Vec::new();
    found.extend(of_names(one, other));
    found.extend(of_birth_dates(one.birth_on, other.birth_on));
    let shares = |phone: &MemberPhone| others.iter().any(|other| other.number == phone.number);
    if phones.iter().any(shares) {
        found.push(Evidence::SamePhone);
    }
    if let (Some(here), Some(there)) = (&one.address, &other.address)
        && fold(&here.street) == fold(&there.street)
        && fold(&here.city) == fold(&there.city)
        && !fold(&here.street).is_empty()
    {
        found.push(Evidence::SameAddress);
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.points()));
    found
}

fn of_birth_dates(one: NaiveDate, other: NaiveDate) -> Option<Evidence> {
    if one == other {
        Some(Evidence::SameBirthDate)
    } else {
        (swapped(one) == Some(other)).then_some(Evidence::SwappedBirthDate)
    }
}

fn of_names(one: &Member, other: &Member) -> Option<Evidence> {
    let name =
        |member: &Member| SoughtName::of(&format!("{} {}", member.first_name, member.last_name));
    let (mine, theirs) = (name(one)?, name(other)?);
    if mine.sorted() == theirs.sorted() {
        return Some(Evidence::SameName);
    }
    let is_in = |name: &SoughtName, of: &Member| {
        let keys = keys_of([(of.first_name.as_str(), of.last_name.as_str())], []);
        let keys: Vec<String> = keys.into_iter().collect();
        name.closeness(&keys).is_some()
    };
    (is_in(&mine, other) || is_in(&theirs, one)).then_some(Evidence::SimilarName)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::MemberAddress;
    use crate::members::rules::sample;

    fn phone(number: &str) -> Vec<MemberPhone> {
        let number = number.to_owned();
        if number.is_empty() {
            return Vec::new();
        }
        vec![MemberPhone { number, kind: None }]
    }

    fn at(street: &str, mut member: Member) -> Member {
        member.address = Some(MemberAddress {
            street: street.to_owned(),
            city: "Chico".to_owned(),
        });
        member
    }

    #[test]
    fn evidence_is_what_both_have() {
        use Evidence::{
            SameAddress, SameBirthDate, SameName, SamePhone, SimilarName, SwappedBirthDate,
        };
        let ines = || sample("Inés", "Ortega Vale", "1980-03-04");
        for (other, phones, expected, is_worth_a_look) in [
            (
                sample("Ines", "Ortega Vale", "1980-03-04"),
                ["", ""],
                &[SameName, SameBirthDate][..],
                true,
            ),
            (
                sample("Vale", "Ines Ortega", "1991-01-01"),
                ["", ""],
                &[SameName],
                false,
            ),
            (
                sample("Ines", "Ortega", "1980-03-04"),
                ["", ""],
                &[SameBirthDate, SimilarName],
                true,
            ),
            (
                sample("Ines", "Ortega", "1980-04-03"),
                ["1", "1"],
                &[SimilarName, SwappedBirthDate, SamePhone],
                true,
            ),
            (
                sample("Inez", "Ortega", "1991-01-01"),
                ["1", "2"],
                &[SimilarName],
                false,
            ),
            (
                sample("Luz", "Ortega", "1980-03-04"),
                ["1", "1"],
                &[SameBirthDate, SamePhone],
                false,
            ),
            (sample("Luz", "Ortega", "1991-01-01"), ["", ""], &[], false),
        ] {
            let [mine, theirs] = phones.map(phone);
            let found = evidence((&ines(), &mine), (&other, &theirs));
            assert_eq!(found, expected, "{other:?}");
            assert_eq!(is_enough(&found), is_worth_a_look, "{other:?}");
        }
        let (here, there) = (at("12 Oak St", ines()), at("12  oak st", ines()));
        assert!(evidence((&here, &[]), (&there, &[])).contains(&SameAddress));
        let (here, there) = (at("", ines()), at("", ines()));
        assert!(!evidence((&here, &[]), (&there, &[])).contains(&SameAddress));
    }
}
