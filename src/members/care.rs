//! For which of a member's needs ECM is there, and who leads the care.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use entity::types::{MemberId, OrganizationId};

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::rules::NAME_LIMIT;
use super::{Members, store};
use crate::access::Action;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::{PopulationOfFocus, Reference};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// From this age on the populations of adults are meant (domain notes, section 7: 21 and over).
const ADULT: u32 = 21;

/// A population of focus to which a member belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPopulation {
    /// Which.
    pub population: PopulationOfFocus,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day. One before the first: it never held.
    pub until_on: Option<NaiveDate>,
}

/// Who leads a member's care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadCareManager {
    /// The ECM provider.
    pub provider: OrganizationId,
    /// The person's name.
    pub name: String,
    /// The person's phone, E.164.
    pub phone: Option<String>,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day. One before the first: it never held.
    pub until_on: Option<NaiveDate>,
}

/// A lead care manager as it is typed.
#[derive(Debug, Clone)]
pub struct NewLead {
    /// The ECM provider, and the person's name and phone; `None`: nobody leads any more.
    pub who: Option<(OrganizationId, String, Option<String>)>,
    /// First day.
    pub from_on: NaiveDate,
}

member_refusals! {
    /// Why populations of focus were not set.
    SetPopulationsRefusal {
        /// The day is in the future.
        InvalidDate,
        /// The population is not for members of that age.
        WrongAge,
    }
    /// Why a lead care manager was not set.
    SetLeadCareManagerRefusal {
        /// Not a phone number.
        InvalidPhone,
        /// The day is in the future, or before that of the one who leads now.
        InvalidDate,
        /// There is no such provider.
        UnknownProvider,
        /// The provider does not offer ECM on that day.
        NotEcm,
    }
}

impl Members {
    /// Sets the populations of focus to which a member belongs from a day on.
    pub async fn set_populations(
        &self,
        op: &OpCtx,
        id: MemberId,
        (populations, from_on): (&[PopulationOfFocus], NaiveDate),
        step: &Step,
    ) -> Result<MemberId, MemberError<SetPopulationsRefusal>> {
        let on = On {
            operation: "setPopulations",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let days = (opened.member.birth_on, opened.today);
            check_populations(populations, from_on, days, self.reference)
                .map_err(Failure::Refused)?;
            let known = store::populations_of(&tx, [id]).await?.remove(&id);
            let known: Vec<PopulationOfFocus> = known
                .unwrap_or_default()
                .into_iter()
                .filter(|one| one.until_on.is_none())
                .map(|one| one.population)
                .collect();
            let (joined, left) = changes(&known, populations);
            store::populations_end(&tx, id, (&left, from_on)).await?;
            let since = (from_on, opened.by);
            store::populations_insert(&tx, &opened.member, &joined, since).await?;
            Ok(())
        })
        .await
    }

    /// Says who leads a member's care from a day on; exactly one does.
    pub async fn set_lead_care_manager(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &NewLead,
        step: &Step,
    ) -> Result<MemberId, MemberError<SetLeadCareManagerRefusal>> {
        use SetLeadCareManagerRefusal as Code;
        let on = On {
            operation: "setLeadCareManager",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let leads = store::leads_of(&tx, [id]).await?.remove(&id);
            let leads = leads.unwrap_or_default();
            let now = leads.iter().find(|lead| lead.until_on.is_none());
            let lead = check_lead(new, now, opened.today).map_err(Failure::Refused)?;
            if let Some(lead) = &lead {
                let refusal = match store::offers_ecm(&tx, lead.provider, new.from_on).await? {
                    None => Some((
                        Code::UnknownProvider,
                        "There is no such provider; search again.",
                    )),
                    Some(false) => Some((
                        Code::NotEcm,
                        "This provider does not offer ECM on that day; choose one that does.",
                    )),
                    Some(true) => None,
                };
                if let Some((code, message)) = refusal {
                    let refusal = Refusal::at(code, &["providerId"], message);
                    return Err(Failure::Refused(vec![refusal]));
                }
            }
            store::lead_end(&tx, id, new.from_on).await?;
            if let Some(lead) = lead {
                store::lead_insert(&tx, &opened.member, &lead, opened.by).await?;
            }
            Ok(())
        })
        .await
    }

    /// The populations of focus of members, in the order of their first days.
    pub async fn populations_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<MemberPopulation>>, StoreError> {
        store::populations_of(&self.db.read(op), ids).await
    }

    /// Who leads and led the care of members, in the order of their first days.
    pub async fn leads_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<LeadCareManager>>, StoreError> {
        store::leads_of(&self.db.read(op), ids).await
    }
}

/// What joins a set, each once, and what leaves it.
pub(super) fn changes<T: Copy + PartialEq>(known: &[T], wanted: &[T]) -> (Vec<T>, Vec<T>) {
    let mut joined = Vec::new();
    for one in wanted {
        if !known.contains(one) && !joined.contains(one) {
            joined.push(*one);
        }
    }
    let left = known.iter().filter(|one| !wanted.contains(one));
    (joined, left.copied().collect())
}

/// Full years on a day. Who was born on a leap day is a year older on the first of March.
fn age(born: NaiveDate, on: NaiveDate) -> u32 {
    let years = u32::try_from(on.year() - born.year()).unwrap_or(0);
    let is_before = (on.month(), on.day()) < (born.month(), born.day());
    years.saturating_sub(u32::from(is_before))
}

fn check_populations(
    populations: &[PopulationOfFocus],
    from_on: NaiveDate,
    (born, today): (NaiveDate, NaiveDate),
    reference: &Reference,
) -> Result<(), Refusals<SetPopulationsRefusal>> {
    use SetPopulationsRefusal as Code;
    let mut checks = Checks::default();
    if from_on > today {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["fromOn"],
            "This day is in the future; enter the change when it has come.",
        ));
    }
    let is_adult = age(born, from_on) >= ADULT;
    for population in populations {
        let fact = reference.population(*population);
        let is_theirs = if is_adult {
            fact.includes_adults
        } else {
            fact.includes_children
        };
        if !is_theirs {
            checks.refuse(Refusal::at(
                Code::WrongAge,
                &["populations"],
                format!("{} is not for members of that age.", fact.name),
            ));
        }
    }
    checks.done()
}

/// The lead as it is kept; all mistakes at once.
fn check_lead(
    new: &NewLead,
    now: Option<&LeadCareManager>,
    today: NaiveDate,
) -> Result<Option<LeadCareManager>, Refusals<SetLeadCareManagerRefusal>> {
    use SetLeadCareManagerRefusal as Code;
    let mut checks = Checks::default();
    if new.from_on > today || now.is_some_and(|now| new.from_on < now.from_on) {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["fromOn"],
            "Give a day that is not in the future, nor before the present lead care manager began.",
        ));
    }
    let lead = new.who.as_ref().map(|(provider, name, phone)| {
        let name = checks.text(&["name"], text::required(name, NAME_LIMIT));
        let typed = phone.as_deref().filter(|typed| !typed.trim().is_empty());
        let phone = typed.and_then(|typed| {
            checks.take(text::phone(typed).ok_or(()), |()| {
                Refusal::at(
                    Code::InvalidPhone,
                    &["phone"],
                    "Give ten digits, or + and the country code.",
                )
            })
        });
        LeadCareManager {
            provider: *provider,
            name: name.unwrap_or_default(),
            phone,
            from_on: new.from_on,
            until_on: None,
        }
    });
    checks.done()?;
    Ok(lead)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn years_are_full() {
        for (born, on, years) in [
            ("2005-11-23", "2026-11-22", 20),
            ("2005-11-23", "2026-11-23", 21),
            ("2004-02-29", "2025-02-28", 20),
            ("2004-02-29", "2025-03-01", 21),
            ("2026-11-23", "2026-11-23", 0),
        ] {
            assert_eq!(age(day(born), day(on)), years, "{born} {on}");
        }
    }

    #[test]
    fn a_population_is_for_its_age() {
        use PopulationOfFocus::{ChildWelfare, NursingFacilityToCommunity, SmiOrSud};
        use SetPopulationsRefusal::{InvalidDate, WrongAge};
        let codes = |populations: &[PopulationOfFocus], born, from| {
            let days = (day(born), day("2026-11-23"));
            check_populations(populations, day(from), days, Reference::embedded())
                .err()
                .unwrap_or_default()
                .iter()
                .map(|refusal| refusal.code)
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(&[SmiOrSud], "1980-01-01", "2026-11-23"), []);
        assert_eq!(
            codes(&[ChildWelfare], "1980-01-01", "2026-11-23"),
            [WrongAge]
        );
        assert_eq!(codes(&[ChildWelfare], "2010-01-01", "2026-11-23"), []);
        assert_eq!(
            codes(
                &[NursingFacilityToCommunity, SmiOrSud],
                "2010-01-01",
                "2026-11-24"
            ),
            [InvalidDate, WrongAge]
        );
    }

    #[test]
    fn one_lead_follows_another() {
        use SetLeadCareManagerRefusal::{InvalidDate, InvalidPhone, Required};
        let provider = OrganizationId(uuid::Uuid::nil());
        let now = LeadCareManager {
            provider,
            name: "Rosalind Pike".to_owned(),
            phone: None,
            from_on: day("2026-11-01"),
            until_on: None,
        };
        let new = |name: &str, phone: &str, from_on| NewLead {
            who: Some((provider, name.to_owned(), Some(phone.to_owned()))),
            from_on: day(from_on),
        };
        for (new, codes) in [
            (new("Ada Bell", "530 555 0190", "2026-11-02"), &[][..]),
            (new("Ada Bell", "", "2026-11-01"), &[]),
            (new("Ada Bell", "", "2026-10-31"), &[InvalidDate]),
            (
                new(" ", "x", "2026-11-24"),
                &[InvalidDate, Required, InvalidPhone],
            ),
        ] {
            let checked = check_lead(&new, Some(&now), day("2026-11-23"));
            let refusals = checked.err().unwrap_or_default();
            let found: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
            assert_eq!(found, codes, "{new:?}");
        }
        let nobody = NewLead {
            who: None,
            from_on: day("2026-11-23"),
        };
        assert_eq!(check_lead(&nobody, Some(&now), day("2026-11-23")), Ok(None));
    }
}
