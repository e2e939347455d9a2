//! Who a member is, and what they need to be spoken to.

use chrono::NaiveDate;
use entity::types::{AlternativeFormat, MemberId};

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::rules::{NAME_LIMIT, is_birth_date};
use super::{Member, Members, store};
use crate::access::Action;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::reference::LanguageCode;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// What is to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Birth date.
    pub birth_on: Option<NaiveDate>,
    /// Preferred language.
    pub language: Option<String>,
    /// Whether an interpreter is needed.
    pub is_interpreter_needed: Option<bool>,
    /// How the member reads, where print does not do; `Some(None)`: print does.
    pub alternative_format: Option<Option<AlternativeFormat>>,
}

member_refusals! {
    /// Why a member was not changed.
    UpdateMemberRefusal {
        /// The birth date is in the future or before 1890.
        InvalidBirthDate,
        /// Not a language code of the reference data.
        UnknownLanguage,
    }
}

impl Members {
    /// Changes who a member is and what they need to be spoken to.
    pub async fn update(
        &self,
        op: &OpCtx,
        id: MemberId,
        change: &MemberChange,
        step: &Step,
    ) -> Result<MemberId, MemberError<UpdateMemberRefusal>> {
        let on = On {
            operation: "updateMember",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let changed = changed(opened.member, change, opened.today).map_err(Failure::Refused)?;
            store::details_set(&tx, &changed).await?;
            store::keys_set(&tx, &changed).await?;
            Ok(())
        })
        .await
    }
}

/// The member as it is to be; all mistakes at once.
fn changed(
    mut member: Member,
    change: &MemberChange,
    today: NaiveDate,
) -> Result<Member, Refusals<UpdateMemberRefusal>> {
    use UpdateMemberRefusal as Code;
    let mut checks = Checks::default();
    let mut name = |path, typed: Option<&String>, name: &mut String| {
        let checked = typed.map(|typed| checks.text(path, text::required(typed, NAME_LIMIT)));
        if let Some(Some(checked)) = checked {
            *name = checked;
        }
    };
    name(
        &["firstName"],
        change.first_name.as_ref(),
        &mut member.first_name,
    );
    name(
        &["lastName"],
        change.last_name.as_ref(),
        &mut member.last_name,
    );
    if let Some(birth_on) = change.birth_on {
        if !is_birth_date(birth_on, today) {
            checks.refuse(Refusal::at(
                Code::InvalidBirthDate,
                &["birthOn"],
                "A birth date lies between 1890 and today; check the year.",
            ));
        }
        member.birth_on = birth_on;
    }
    let language = change.language.as_deref().and_then(|typed| {
        checks.take(typed.parse::<LanguageCode>(), |error| {
            Refusal::at(
                Code::UnknownLanguage,
                &["language"],
                format!("Unknown language: {error}."),
            )
        })
    });
    checks.done()?;
    member.language = language.unwrap_or(member.language);
    member.is_interpreter_needed = change
        .is_interpreter_needed
        .unwrap_or(member.is_interpreter_needed);
    member.alternative_format = change
        .alternative_format
        .unwrap_or(member.alternative_format);
    Ok(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::rules::sample;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_left_out_stays() {
        let change = MemberChange {
            last_name: Some(" Ortega-Vale ".to_owned()),
            alternative_format: Some(Some(AlternativeFormat::Braille)),
            ..MemberChange::default()
        };
        let before = sample("Ines", "Ortega", "1980-02-29");
        let after = changed(before.clone(), &change, day("2026-11-23")).unwrap();
        assert_eq!(after.last_name, "Ortega-Vale");
        assert_eq!(after.alternative_format, Some(AlternativeFormat::Braille));
        assert_eq!(
            (after.first_name, after.birth_on, after.language),
            (before.first_name, before.birth_on, before.language)
        );
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        use UpdateMemberRefusal::{InvalidBirthDate, Required, TooLong, UnknownLanguage};
        let change = MemberChange {
            first_name: Some(" ".to_owned()),
            last_name: Some("x".repeat(NAME_LIMIT + 1)),
            birth_on: Some(day("2026-11-24")),
            language: Some("tlh".to_owned()),
            ..MemberChange::default()
        };
        let before = sample("Ines", "Ortega", "1980-02-29");
        let refusals = changed(before, &change, day("2026-11-23")).unwrap_err();
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(
            codes,
            [Required, TooLong, InvalidBirthDate, UnknownLanguage]
        );
    }
}
