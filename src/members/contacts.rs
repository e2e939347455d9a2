//! Who speaks or cares for a member, and what they may be told.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{ContactId, ContactRole, MemberId};

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::rules::{LINE_LIMIT, NAME_LIMIT};
use super::{Members, store};
use crate::access::Action;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Somebody who speaks or cares for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberContact {
    /// Key.
    pub id: ContactId,
    /// In which role.
    pub role: ContactRole,
    /// Name.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// How they know the member, in words.
    pub relationship: Option<String>,
    /// Whether they may be told of the member's health.
    pub may_be_told: bool,
    /// Whether they may decide for the member.
    pub may_decide: bool,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day. One before the first: it never held.
    pub until_on: Option<NaiveDate>,
    /// What this one replaced.
    pub replaces: Option<ContactId>,
}

/// A contact as it is typed.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// The one that it replaces.
    pub replaces: Option<ContactId>,
    /// In which role.
    pub role: ContactRole,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// How they know the member, in words.
    pub relationship: Option<String>,
    /// Whether they may be told of the member's health.
    pub may_be_told: bool,
    /// Whether they may decide for the member.
    pub may_decide: bool,
    /// First day.
    pub from_on: NaiveDate,
}

member_refusals! {
    /// Why a contact was not set.
    SetContactRefusal {
        /// Not a phone number.
        InvalidPhone,
        /// The first day is in the future, or before that of the contact it replaces.
        InvalidDate,
        /// The member has no such contact, or it ended.
        UnknownContact,
        /// A caregiver does not decide, and who decides must be told.
        InvalidScope,
    }
    /// Why a contact was not ended.
    EndContactRefusal {
        /// The last day is before the first.
        InvalidDate,
        /// The member has no such contact, or it ended.
        UnknownContact,
    }
}

impl Members {
    /// Adds a contact, or replaces one, which stays known.
    pub async fn set_contact(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &NewContact,
        step: &Step,
    ) -> Result<MemberId, MemberError<SetContactRefusal>> {
        let on = On {
            operation: "setContact",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let known = store::contacts_of(&tx, [id]).await?.remove(&id);
            let known = known.unwrap_or_default();
            let replaced = new.replaces.and_then(|id| open(&known, id));
            let key = ContactId(tx.op().new_id());
            let contact = check(new, replaced, (key, opened.today)).map_err(Failure::Refused)?;
            if let (Some(replaced), Some(until_on)) = (replaced, new.from_on.pred_opt()) {
                store::contact_end(&tx, replaced.id, until_on).await?;
            }
            store::contact_insert(&tx, &opened.member, &contact, opened.by).await?;
            Ok(())
        })
        .await
    }

    /// Ends a contact.
    pub async fn end_contact(
        &self,
        op: &OpCtx,
        id: MemberId,
        (contact, until_on): (ContactId, NaiveDate),
        step: &Step,
    ) -> Result<MemberId, MemberError<EndContactRefusal>> {
        use EndContactRefusal as Code;
        let on = On {
            operation: "endContact",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Anybody,
        };
        self.act_on(op, &on, step, |tx, _| async move {
            let known = store::contacts_of(&tx, [id]).await?.remove(&id);
            let refusal = match open(&known.unwrap_or_default(), contact) {
                None => Refusal::at(Code::UnknownContact, &["contactId"], UNKNOWN),
                Some(open) if until_on < open.from_on => Refusal::at(
                    Code::InvalidDate,
                    &["untilOn"],
                    "The contact began later; check the last day.",
                ),
                Some(_) => return Ok(store::contact_end(&tx, contact, until_on).await?),
            };
            Err(Failure::Refused(vec![refusal]))
        })
        .await
    }

    /// Who speaks or cares for members, in the order of their first days, with those who did.
    pub async fn contacts_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<MemberContact>>, StoreError> {
        store::contacts_of(&self.db.read(op), ids).await
    }
}

const UNKNOWN: &str = "The member has no such contact, or it ended; read contacts again.";

fn open(known: &[MemberContact], id: ContactId) -> Option<&MemberContact> {
    known
        .iter()
        .find(|contact| contact.id == id && contact.until_on.is_none())
}

/// The contact as it is kept; all mistakes at once.
fn check(
    new: &NewContact,
    replaced: Option<&MemberContact>,
    (key, today): (ContactId, NaiveDate),
) -> Result<MemberContact, Refusals<SetContactRefusal>> {
    use SetContactRefusal as Code;
    let mut checks = Checks::default();
    if new.replaces.is_some() && replaced.is_none() {
        checks.refuse(Refusal::at(Code::UnknownContact, &["contactId"], UNKNOWN));
    }
    let name = checks.text(&["name"], text::required(&new.name, NAME_LIMIT));
    let typed = new
        .phone
        .as_deref()
        .filter(|typed| !typed.trim().is_empty());
    let phone = typed.and_then(|typed| {
        checks.take(text::phone(typed).ok_or(()), |()| {
            Refusal::at(
                Code::InvalidPhone,
                &["phone"],
                "Give ten digits, or + and the country code; leave it out if there is no phone.",
            )
        })
    });
    let relationship = text::optional(new.relationship.as_deref(), LINE_LIMIT);
    let relationship = checks.text(&["relationship"], relationship).flatten();
    if new.role == ContactRole::Caregiver && new.may_decide {
        checks.refuse(Refusal::at(
            Code::InvalidScope,
            &["mayDecide"],
            "A caregiver does not decide for the member; a guardian or an authorized \
             representative may.",
        ));
    }
    if new.may_decide && !new.may_be_told {
        checks.refuse(Refusal::at(
            Code::InvalidScope,
            &["mayBeTold"],
            "Who decides for the member must be told of their health.",
        ));
    }
    let is_before = replaced.is_some_and(|replaced| new.from_on < replaced.from_on);
    if new.from_on > today || is_before {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["fromOn"],
            "Give a day that is not in the future, nor before the contact that this one replaces \
             began.",
        ));
    }
    checks.done()?;
    Ok(MemberContact {
        id: key,
        role: new.role,
        name: name.unwrap_or_default(),
        phone,
        relationship,
        may_be_told: new.may_be_told,
        may_decide: new.may_decide,
        from_on: new.from_on,
        until_on: None,
        replaces: new.replaces,
    })
}

#[cfg(test)]
mod tests {
    use entity::types::ContactRole::{AuthorizedRepresentative, Caregiver, Guardian};

    use super::*;

    #[test]
    fn who_decides_is_told_and_is_no_caregiver() {
        use SetContactRefusal::{InvalidDate, InvalidPhone, InvalidScope, Required};
        let new = |role, may_be_told, may_decide| NewContact {
            replaces: None,
            role,
            name: "Rosalind Pike".to_owned(),
            phone: Some("530 555 0190".to_owned()),
            relationship: None,
            may_be_told,
            may_decide,
            from_on: "2026-11-23".parse().unwrap(),
        };
        let blank = NewContact {
            name: " ".to_owned(),
            phone: Some("none".to_owned()),
            from_on: "2026-11-24".parse().unwrap(),
            ..new(Guardian, true, true)
        };
        for (new, codes) in [
            (new(Guardian, true, true), &[][..]),
            (new(AuthorizedRepresentative, true, false), &[]),
            (new(AuthorizedRepresentative, false, true), &[InvalidScope]),
            (new(Caregiver, false, false), &[]),
            (new(Caregiver, true, true), &[InvalidScope]),
            (new(Caregiver, false, true), &[InvalidScope, InvalidScope]),
            (blank, &[Required, InvalidPhone, InvalidDate]),
        ] {
            let key = ContactId(uuid::Uuid::nil());
            let today = "2026-11-23".parse().unwrap();
            let refusals = check(&new, None, (key, today)).err().unwrap_or_default();
            let found: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
            assert_eq!(found, codes, "{new:?}");
        }
    }
}
