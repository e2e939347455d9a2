//! Content negotiation: which media type a client sends, and which one it wants back.

use axum::http::{HeaderMap, HeaderValue, header};

/// The media types of a GraphQL response. They differ in what the status tells: see
/// `outcome::status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the operation was executed.
    GraphqlResponse,
    /// `application/json`: 200 for every well-formed GraphQL request, as older clients expect.
    Json,
}

impl Media {
    /// The value of the response's `Content-Type`.
    pub(super) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    fn subtype(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "graphql-response+json",
            Self::Json => "json",
        }
    }
}

/// The media type to answer with; `None` when the client accepts neither.
///
/// The higher quality wins, then the range that names the type rather than a wildcard, then the
/// modern type. Where only a wildcard matches, and without the header, it is `application/json`.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<Media> {
    let mut values = headers.get_all(header::ACCEPT).iter().peekable();
    if values.peek().is_none() {
        return Some(Media::Json);
    }
    let ranges: Vec<Range<'_>> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::parse)
        .collect();
    let json = preference(&ranges, Media::Json);
    let modern = preference(&ranges, Media::GraphqlResponse);
    match (modern, json) {
        (None, None) => None,
        (Some(modern), json) if modern.names_type && json.is_none_or(|json| modern >= json) => {
            Some(Media::GraphqlResponse)
        }
        (Some(_), None) => Some(Media::GraphqlResponse),
        (_, Some(_)) => Some(Media::Json),
    }
}

/// Whether a request's body is JSON in UTF-8. Any other type, and none, is refused: a browser sends
/// those to other sites without asking them first.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json")
        && parts
            .filter_map(|parameter| parameter.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .all(|(_, charset)| {
                let charset = charset.trim().trim_matches('"');
                charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
            })
}

/// How much a client wants a type. Ordered: quality first, then being named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Preference {
    /// Thousandths, 1 to 1000.
    quality: u16,
    names_type: bool,
}

/// The preference given by the most specific range that matches; `None` when that is "not at all".
fn preference(ranges: &[Range<'_>], media: Media) -> Option<Preference> {
    let range = ranges
        .iter()
        .filter(|range| range.matches(media))
        .max_by_key(|range| range.specificity())?;
    (range.quality > 0).then_some(Preference {
        quality: range.quality,
        names_type: range.specificity() == 2,
    })
}

/// One media range of an `Accept` header, such as `application/*;q=0.5`.
#[derive(Clone, Copy, Debug)]
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// Thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(Some(1_000), |(_, value)| parse_quality(value.trim()))?;
        Some(Self {
            kind,
            subtype,
            quality,
        })
    }

    fn matches(&self, media: Media) -> bool {
        match (self.kind, self.subtype) {
            ("*", "*") => true,
            (kind, subtype) => {
                kind.eq_ignore_ascii_case("application")
                    && (subtype == "*" || subtype.eq_ignore_ascii_case(media.subtype()))
            }
        }
    }

    fn specificity(&self) -> u8 {
        match (self.kind, self.subtype) {
            ("*", _) => 0,
            (_, "*") => 1,
            _ => 2,
        }
    }
}

/// A quality of RFC 9110, section 12.4.2, such as `0.75`, in thousandths.
fn parse_quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(value));
        negotiate(&headers)
    }

    #[test]
    fn the_type_that_the_client_prefers_is_used() {
        use Media::{GraphqlResponse, Json};
        for (value, media) in [
            ("application/json", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            (
                "Application/GraphQL-Response+JSON; charset=utf-8",
                Some(GraphqlResponse),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(GraphqlResponse),
            ),
            (
                "application/json;q=0.9, application/graphql-response+json;q=0.8",
                Some(Json),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(GraphqlResponse),
            ),
            ("application/json, */*", Some(Json)),
            (
                "application/graphql-response+json, */*",
                Some(GraphqlResponse),
            ),
            ("*/*", Some(Json)),
            ("application/*;q=0.1", Some(Json)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("text/html, */*;q=0.1", Some(Json)),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;q=nonsense", None),
            ("nonsense", None),
        ] {
            assert_eq!(accept(value), media, "{value}");
        }
        assert_eq!(negotiate(&HeaderMap::new()), Some(Json));
    }

    #[test]
    fn only_json_in_utf8_is_read() {
        for (value, json) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("APPLICATION/JSON;charset=\"UTF-8\"", true),
            ("application/json; charset=iso-8859-1", false),
            ("application/jsonp", false),
            ("text/plain", false),
            ("multipart/form-data; boundary=x", false),
            ("application/x-www-form-urlencoded", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            assert_eq!(is_json(&headers), json, "{value}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
