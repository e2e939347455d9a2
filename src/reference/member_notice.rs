//! What members are told in writing, language by language, and what services are called in them.
//!
//! Our own texts and translations. A plan has to have its member materials reviewed before it uses
//! them.

use serde::Deserialize;

use super::table::{LoadError, Table, table};
use super::text::closed_set;
use super::{LanguageCode, ServiceCode};

pub(super) const TEXTS: Table = table!("member_notices.csv");
pub(super) const NAMES: Table = table!("service_names.csv");

/// The language in which every text is there.
const FALLBACK: &str = "en";

closed_set! {
    /// What a member is told.
    NoticeText: "notice text" {
        /// Who serves them.
        Assigned = "ASSIGNED",
        /// That somebody else serves them now.
        ProviderChanged = "PROVIDER_CHANGED",
        /// That the request is closed, and what to do if help is still wanted.
        Closed = "CLOSED",
        /// Of what is restricted: that there is news.
        Restricted = "RESTRICTED",
    }
}

/// A text with places for `{member}`, `{service}`, `{provider}`, `{provider_phone}`, `{plan}` and
/// `{plan_phone}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberNoticeText {
    /// Which.
    pub notice: NoticeText,
    /// In which language.
    pub language: LanguageCode,
    /// Its heading.
    pub subject: String,
    /// What it says; lines end with a line feed.
    pub body: String,
    /// What stands for the plan's phone where it is not known.
    pub phone_unknown: String,
}

/// What a service is called in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName {
    /// Which.
    pub service: ServiceCode,
    /// In which language.
    pub language: LanguageCode,
    /// In small letters, as within a sentence.
    pub name: String,
}

#[derive(Deserialize)]
struct TextRow {
    notice: String,
    language: String,
    subject: String,
    body: String,
    phone_unknown: String,
}

#[derive(Deserialize)]
struct NameRow {
    service: String,
    language: String,
    name: String,
}

/// All texts; each is there in English.
pub(super) fn load_texts() -> Result<Vec<MemberNoticeText>, LoadError> {
    let texts = TEXTS
        .rows::<TextRow>()?
        .into_iter()
        .map(|row| {
            let problem = |problem| TEXTS.inconsistent(&row.notice, problem);
            Ok(MemberNoticeText {
                notice: row.notice.parse().map_err(|_| problem("no such notice"))?,
                language: LanguageCode::well_formed(&row.language)
                    .ok_or_else(|| problem("not an ISO 639 code"))?,
                subject: row.subject,
                body: row.body.replace("\\n", "\n"),
                phone_unknown: row.phone_unknown,
            })
        })
        .collect::<Result<Vec<_>, LoadError>>()?;
    for notice in NoticeText::ALL {
        let is_there =
            |text: &MemberNoticeText| text.notice == *notice && text.language.as_str() == FALLBACK;
        TEXTS.check(texts.iter().any(is_there), notice, "not there in English")?;
    }
    Ok(texts)
}

/// All names; each service has one in English.
pub(super) fn load_names() -> Result<Vec<ServiceName>, LoadError> {
    let names = NAMES
        .rows::<NameRow>()?
        .into_iter()
        .map(|row| {
            let problem = |problem| NAMES.inconsistent(&row.service, problem);
            Ok(ServiceName {
                service: row
                    .service
                    .parse()
                    .map_err(|_| problem("no such service"))?,
                language: LanguageCode::well_formed(&row.language)
                    .ok_or_else(|| problem("not an ISO 639 code"))?,
                name: row.name,
            })
        })
        .collect::<Result<Vec<_>, LoadError>>()?;
    for service in ServiceCode::ALL {
        let is_there =
            |name: &ServiceName| name.service == *service && name.language.as_str() == FALLBACK;
        NAMES.check(names.iter().any(is_there), service, "no name in English")?;
    }
    Ok(names)
}

/// The text in that language, or in English where there is none.
pub(super) fn text_in(
    texts: &[MemberNoticeText],
    notice: NoticeText,
    language: LanguageCode,
) -> &MemberNoticeText {
    let of_notice = || texts.iter().filter(move |text| text.notice == notice);
    of_notice()
        .find(|text| text.language == language)
        .or_else(|| of_notice().find(|text| text.language.as_str() == FALLBACK))
        .unwrap_or(&texts[0])
}

/// The name in that language, or in English where there is none.
pub(super) fn name_in(names: &[ServiceName], service: ServiceCode, language: LanguageCode) -> &str {
    let of_service = || names.iter().filter(move |name| name.service == service);
    of_service()
        .find(|name| name.language == language)
        .or_else(|| of_service().find(|name| name.language.as_str() == FALLBACK))
        .map_or("", |name| name.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(code: &str) -> LanguageCode {
        code.parse().unwrap()
    }

    #[test]
    fn what_has_no_text_falls_back_to_english() {
        let texts = load_texts().unwrap();
        for (wanted, found) in [("en", "en"), ("es", "es"), ("hmn", "en")] {
            for notice in NoticeText::ALL {
                let text = text_in(&texts, *notice, language(wanted));
                assert_eq!(text.language, language(found), "{notice} {wanted}");
                assert_eq!(text.notice, *notice);
            }
        }
    }

    #[test]
    fn what_is_restricted_names_neither_service_nor_provider() {
        for text in load_texts().unwrap() {
            let is_open = text.notice != NoticeText::Restricted;
            let named = ["{service}", "{provider}"]
                .iter()
                .any(|place| text.subject.contains(place) || text.body.contains(place));
            assert_eq!(named, is_open, "{} {}", text.notice, text.language);
            // The heading may be read by others.
            assert!(!text.subject.contains("{service}"), "{}", text.notice);
        }
    }

    #[test]
    fn every_service_has_a_name_in_both_languages() {
        let names = load_names().unwrap();
        for service in ServiceCode::ALL {
            let (english, spanish) = (
                name_in(&names, *service, language("en")),
                name_in(&names, *service, language("es")),
            );
            assert!(!english.is_empty() && !spanish.is_empty(), "{service}");
            assert_ne!(english, spanish, "{service}");
        }
    }
}
