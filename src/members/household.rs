//! Members who live together, and as what.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{HouseholdId, HouseholdRole, MemberId};

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::{Members, store};
use crate::access::Action;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Refusal, Refusals};

/// A member's place in a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdPlace {
    /// Which household.
    pub household: HouseholdId,
    /// Who.
    pub member: MemberId,
    /// As what.
    pub role: HouseholdRole,
    /// First day.
    pub from_on: NaiveDate,
}

member_refusals! {
    /// Why a member did not join a household.
    JoinHouseholdRefusal {
        /// The plan has no such member to join.
        UnknownMember,
        /// The member lives in a household already.
        InHousehold,
        /// The day is in the future.
        InvalidDate,
    }
    /// Why a member did not leave a household.
    LeaveHouseholdRefusal {
        /// The member lives in no household.
        NoHousehold,
        /// The day is in the future, or before the member joined.
        InvalidDate,
    }
}

impl Members {
    /// A member lives with another from a day on. Whoever had no household yet is the head of a new
    /// one.
    pub async fn join_household(
        &self,
        op: &OpCtx,
        id: MemberId,
        (with, role, from_on): (MemberId, HouseholdRole, NaiveDate),
        step: &Step,
    ) -> Result<MemberId, MemberError<JoinHouseholdRefusal>> {
        let on = On {
            operation: "joinHousehold",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            store::member_lock(&tx, with).await?;
            let other = store::member_by_id(&tx, with).await?;
            let other = other.filter(|other| other.plan == opened.member.plan && with != id);
            let mut places = store::places_of(&tx, [id, with]).await?;
            let day = (from_on, opened.today);
            check_join(other.is_some(), places.contains_key(&id), day).map_err(Failure::Refused)?;
            let household = if let Some(place) = places.remove(&with) {
                place.household
            } else {
                let place = HouseholdPlace {
                    household: HouseholdId(tx.op().new_id()),
                    member: with,
                    role: HouseholdRole::Head,
                    from_on,
                };
                store::place_insert(&tx, opened.member.plan, &place, opened.by).await?;
                place.household
            };
            let place = HouseholdPlace {
                household,
                member: id,
                role,
                from_on,
            };
            store::place_insert(&tx, opened.member.plan, &place, opened.by).await?;
            Ok(())
        })
        .await
    }

    /// A member no longer lives in its household.
    pub async fn leave_household(
        &self,
        op: &OpCtx,
        id: MemberId,
        until_on: NaiveDate,
        step: &Step,
    ) -> Result<MemberId, MemberError<LeaveHouseholdRefusal>> {
        use LeaveHouseholdRefusal as Code;
        let on = On {
            operation: "leaveHousehold",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Anybody,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let place = store::places_of(&tx, [id]).await?.remove(&id);
            let refusal = match place {
                None => Refusal::new(Code::NoHousehold, "The member lives in no household."),
                Some(place) if until_on < place.from_on || until_on > opened.today => Refusal::at(
                    Code::InvalidDate,
                    &["untilOn"],
                    "Give a day from the one on which the member joined until today.",
                ),
                Some(_) => return Ok(store::place_end(&tx, id, until_on).await?),
            };
            Err(Failure::Refused(vec![refusal]))
        })
        .await
    }

    /// Who lives in the households of members, each with those who live with it, itself included.
    pub async fn households_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<HouseholdPlace>>, StoreError> {
        store::households_of(&self.db.read(op), ids).await
    }
}

fn check_join(
    is_known: bool,
    is_in_household: bool,
    (from_on, today): (NaiveDate, NaiveDate),
) -> Result<(), Refusals<JoinHouseholdRefusal>> {
    use JoinHouseholdRefusal as Code;
    let mut refusals = Vec::new();
    if !is_known {
        refusals.push(Refusal::at(
            Code::UnknownMember,
            &["withMemberId"],
            "The plan has no such other member; search again.",
        ));
    }
    if is_in_household {
        refusals.push(Refusal::at(
            Code::InHousehold,
            &["memberId"],
            "The member lives in a household already; leave that one first.",
        ));
    }
    if from_on > today {
        refusals.push(Refusal::at(
            Code::InvalidDate,
            &["fromOn"],
            "This day is in the future; enter the move when it has happened.",
        ));
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_at_a_time() {
        use JoinHouseholdRefusal::{InHousehold, InvalidDate, UnknownMember};
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let tomorrow = today.succ_opt().unwrap();
        for (is_known, is_in_household, from_on, codes) in [
            (true, false, today, &[][..]),
            (false, false, today, &[UnknownMember]),
            (true, true, today, &[InHousehold]),
            (
                false,
                true,
                tomorrow,
                &[UnknownMember, InHousehold, InvalidDate],
            ),
        ] {
            let checked = check_join(is_known, is_in_household, (from_on, today));
            let refusals = checked.err().unwrap_or_default();
            let found: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
            assert_eq!(found, codes);
        }
    }
}
