//! Numbers that people read out: random, so that they tell nothing of volumes, with a check
//! character, so that a slip is noticed.

use crate::entropy::Entropy;

/// Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM: usize = 9;

/// A new number, for example `4K7QM-2XT9C`.
#[must_use]
pub fn new(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; RANDOM];
    entropy.fill(&mut bytes);
    let mut symbols: Vec<u8> = bytes.iter().map(|byte| byte % 32).collect();
    symbols.push(check_symbol(&symbols));
    let mut number = String::with_capacity(RANDOM + 2);
    for (place, symbol) in symbols.into_iter().enumerate() {
        if place == 5 {
            number.push('-');
        }
        number.push(char::from(ALPHABET[usize::from(symbol)]));
    }
    number
}

/// What a person typed as the number it was meant to be: any case, with or without the hyphen,
/// O for 0 and I or L for 1. `None` when a character is wrong or two are swapped.
#[must_use]
pub fn parse(typed: &str) -> Option<String> {
    let mut symbols = Vec::with_capacity(RANDOM + 1);
    for letter in typed.chars().filter(|letter| !matches!(letter, '-' | ' ')) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let place = ALPHABET
            .iter()
            .position(|known| char::from(*known) == letter)?;
        symbols.push(u8::try_from(place).ok()?);
    }
    let (check, random) = symbols.split_last()?;
    if random.len() != RANDOM || *check != check_symbol(random) {
        return None;
    }
    let text: String = symbols
        .iter()
        .map(|symbol| char::from(ALPHABET[usize::from(*symbol)]))
        .collect();
    Some(format!("{}-{}", &text[..5], &text[5..]))
}

/// Luhn's algorithm over base 32: finds every wrong character and nearly every swap.
fn check_symbol(symbols: &[u8]) -> u8 {
    let mut sum: u32 = 0;
    for (place, symbol) in symbols.iter().rev().enumerate() {
        let addend = u32::from(*symbol) * if place % 2 == 0 { 2 } else { 1 };
        sum += addend / 32 + addend % 32;
    }
    u8::try_from((32 - sum % 32) % 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn a_number_is_read_back_however_it_is_typed() {
        let entropy = SeededEntropy::new(1);
        for _ in 0..200 {
            let number = new(&entropy);
            assert_eq!(parse(&number), Some(number.clone()));
            let typed = number.to_lowercase().replace('-', " ").replace('0', "o");
            assert_eq!(parse(&typed), Some(number));
        }
    }

    #[test]
    fn a_wrong_character_is_noticed() {
        let number = new(&SeededEntropy::new(2));
        let mut noticed = 0;
        for place in (0..number.len()).filter(|place| *place != 5) {
            for symbol in ALPHABET {
                let mut typed = number.clone().into_bytes();
                if typed[place] == *symbol {
                    continue;
                }
                typed[place] = *symbol;
                assert_eq!(parse(&String::from_utf8(typed).unwrap()), None);
                noticed += 1;
            }
        }
        assert_eq!(noticed, 10 * 31);
        assert_eq!(parse(""), None);
        assert_eq!(parse("U0000-00000"), None);
    }
}
