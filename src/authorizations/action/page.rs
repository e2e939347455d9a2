//! A notice of action on paper. Pure: of the kept text, with nothing from elsewhere.

use std::fmt::Write as _;

use super::model::NoticeOfAction;

/// US letter, large enough to read (12 points), and no paragraph torn apart.
const STYLE: &str = "@page{size:letter;margin:1in}\
    body{font:12pt/1.5 Arial,Helvetica,sans-serif;color:#000;background:#fff;max-width:6.5in}\
    h1{font-size:14pt}p{orphans:3;widows:3;break-inside:avoid}";

/// The whole page.
pub(crate) fn html(notice: &NoticeOfAction) -> String {
    // What waits for its translation is in English.
    let language = if notice.needs_translation {
        "en"
    } else {
        notice.language.as_str()
    };
    let subject = escaped(&notice.subject);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{subject}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{subject}</h1>\n"
    );
    for paragraph in notice.body.split("\n\n") {
        let lines = escaped(paragraph).replace('\n', "<br>\n");
        // Writing to a text cannot fail.
        let _ = writeln!(page, "<p>{lines}</p>");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use entity::types::{ActionKind, AuthorizationId};

    use super::*;

    #[test]
    fn what_people_typed_stays_text() {
        let notice = NoticeOfAction {
            authorization: AuthorizationId(uuid::Uuid::nil()),
            number: 1,
            kind: ActionKind::Denial,
            prepared_at: DateTime::UNIX_EPOCH,
            effective_on: NaiveDate::default(),
            appeal_by: NaiveDate::default(),
            language: "es".parse().unwrap(),
            subject: "A & B".to_owned(),
            body: "Dear <b>Ana</b>,\nline two\n\n\"So\" <script src='http://x.example'>".to_owned(),
            needs_translation: false,
            recalled_at: None,
            had: None,
        };
        let page = html(&notice);
        for part in [
            "<html lang=\"es\">",
            "@page{size:letter",
            "<title>A &amp; B</title>",
            "<p>Dear &lt;b&gt;Ana&lt;/b&gt;,<br>\nline two</p>",
            "<p>&quot;So&quot; &lt;script src=&#39;http://x.example&#39;&gt;</p>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("<script") && !page.contains("href="));
    }
}
