use super::text_scalar;
use crate::{providers, reference};

text_scalar! {
    /// A county of California by its five-digit federal (FIPS) code, as text with its leading
    /// zero: `06067` is Sacramento.
    CountyFips(reference::CountyFips),
    specified_by "https://www.census.gov/library/reference/code-lists/ansi.html"
}

text_scalar! {
    /// A five-digit ZIP code, such as `95814`. It suggests a county and does not decide one.
    ZipCode(reference::ZipCode)
}

text_scalar! {
    /// A language by its ISO 639-1 code, or its ISO 639-3 code where it has none of two letters:
    /// `es`, `hmn`. Only languages that the directory knows.
    LanguageCode(reference::LanguageCode),
    specified_by "https://www.loc.gov/standards/iso639-2/php/code_list.php"
}

text_scalar! {
    /// A National Provider Identifier: ten digits, of which the last checks the others.
    Npi(providers::Npi),
    specified_by "https://www.cms.gov/regulations-and-guidance/administrative-simplification/nationalprovidentstand"
}
