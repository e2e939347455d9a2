use super::text_scalar;
use crate::contact;

text_scalar! {
    /// A telephone number in E.164: a plus sign, the country code and the rest of the digits, such
    /// as `+15305550100`.
    Phone(contact::Phone), specified_by "https://www.itu.int/rec/T-REC-E.164"
}
