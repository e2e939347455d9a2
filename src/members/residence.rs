//! Where a member lives or stays, from a day on; where they lived before stays known.

use chrono::NaiveDate;
use entity::types::MemberId;

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::model::{FormerAddress, MemberAddress};
use super::rules::{LINE_LIMIT, NOTE_LIMIT, known_zip, residence};
use super::{Member, Members, store};
use crate::access::Action;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::Reference;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// A place as it is typed: an address, or where to find somebody who has none.
#[derive(Debug, Clone)]
pub struct NewAddress {
    /// First day there.
    pub from_on: NaiveDate,
    /// Street and number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ZIP code.
    pub zip: Option<String>,
    /// County; the ZIP code's when left out and the ZIP lies in one county.
    pub county: Option<String>,
    /// Where to find a member without an address.
    pub whereabouts: Option<String>,
}

member_refusals! {
    /// Why an address was not set.
    SetAddressRefusal {
        /// Not a ZIP code of California.
        UnknownZip,
        /// Not a county of California, or none could be told from the ZIP code.
        UnknownCounty,
        /// In the future, or before the present address began.
        InvalidDate,
    }
}

impl Members {
    /// Sets where a member lives or stays from a day on.
    pub async fn set_address(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &NewAddress,
        step: &Step,
    ) -> Result<MemberId, MemberError<SetAddressRefusal>> {
        let on = On {
            operation: "setAddress",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let before = opened.member;
            let after = moved(before.clone(), new, self.reference, opened.today)
                .map_err(Failure::Refused)?;
            let since = (new.from_on, opened.by);
            store::address_set(&tx, (&before, &after), since).await?;
            Ok(())
        })
        .await
    }

    /// Where members lived before, the last first; of those that the actor may see.
    pub async fn former_addresses_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<std::collections::HashMap<MemberId, Vec<FormerAddress>>, StoreError> {
        store::former_addresses_of(&self.db.read(op), ids).await
    }
}

/// The member at the new place; all mistakes at once.
fn moved(
    mut member: Member,
    new: &NewAddress,
    reference: &Reference,
    today: NaiveDate,
) -> Result<Member, Refusals<SetAddressRefusal>> {
    use SetAddressRefusal as Code;
    let mut checks = Checks::default();
    let mut line = |path, typed: Option<&String>, limit| {
        let checked = text::optional(typed.map(String::as_str), limit);
        checks.text(path, checked).flatten()
    };
    let street = line(&["street"], new.street.as_ref(), LINE_LIMIT);
    let city = line(&["city"], new.city.as_ref(), LINE_LIMIT);
    let whereabouts = line(&["whereabouts"], new.whereabouts.as_ref(), NOTE_LIMIT);
    if street.is_none() && whereabouts.is_none() {
        checks.refuse(Refusal::at(
            Code::Required,
            &["street"],
            "Give the street, or in whereabouts say where to find the member.",
        ));
    }
    let zip = new.zip.as_deref().filter(|typed| !typed.trim().is_empty());
    let zip = zip.and_then(|typed| {
        checks.take(known_zip(typed, reference), |message| {
            Refusal::at(Code::UnknownZip, &["zip"], message)
        })
    });
    let county = checks.take(
        residence(new.county.as_deref(), zip, reference),
        |message| Refusal::at(Code::UnknownCounty, &["county"], message),
    );
    if new.from_on > today {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["fromOn"],
            "This day is in the future; enter the move when it has happened.",
        ));
    } else if member
        .address_from_on
        .is_some_and(|began| new.from_on < began)
    {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["fromOn"],
            "The present address began later; give that day or a later one.",
        ));
    }
    checks.done()?;
    member.address = street.map(|street| MemberAddress {
        street,
        city: city.unwrap_or_default(),
    });
    member.zip = zip;
    member.county = county.unwrap_or(member.county);
    member.whereabouts = whereabouts;
    member.address_from_on = Some(new.from_on);
    Ok(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::rules::sample;

    #[test]
    fn a_place_is_an_address_or_where_somebody_is_found() {
        use SetAddressRefusal::{InvalidDate, Required, UnknownCounty, UnknownZip};
        let typed = |street: &str, zip: &str, whereabouts: &str, from_on: &str| NewAddress {
            from_on: from_on.parse().unwrap(),
            street: Some(street.to_owned()),
            city: Some("Chico".to_owned()),
            zip: Some(zip.to_owned()),
            county: None,
            whereabouts: Some(whereabouts.to_owned()),
        };
        for (new, refused) in [
            (typed("12 Oak St", "95928", "", "2026-11-23"), &[][..]),
            (typed("", "95928", "by the library", "2026-11-01"), &[]),
            (typed(" ", "95928", " ", "2026-11-23"), &[Required]),
            (
                typed("12 Oak St", "10001", "", "2026-11-23"),
                &[UnknownZip, UnknownCounty],
            ),
            (
                typed("12 Oak St", "95928", "", "2026-11-24"),
                &[InvalidDate],
            ),
            (
                typed("12 Oak St", "95928", "", "2026-10-31"),
                &[InvalidDate],
            ),
        ] {
            let mut member = sample("Ines", "Ortega", "1980-02-29");
            member.address_from_on = Some("2026-11-01".parse().unwrap());
            let today = "2026-11-23".parse().unwrap();
            let moved = moved(member, &new, Reference::embedded(), today);
            let codes: Vec<_> = match &moved {
                Ok(_) => Vec::new(),
                Err(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
            };
            assert_eq!(codes, refused, "{new:?}");
        }
    }
}
