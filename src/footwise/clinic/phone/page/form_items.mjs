// Items of KOOS and WOMAC by part, in the order of the paper, and the words of the answers from 0 to 4 where they are
// known: as `footwise.followup` has them, which a test compares. The questions themselves are not ours to print.

export const PARTS = {
  koos: [
    ["symptoms", ["S1", "S2", "S3", "S4", "S5", "S6", "S7"]],
    ["pain", ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]],
    ["adl", ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17"]],
    ["sport", ["SP1", "SP2", "SP3", "SP4", "SP5"]],
    ["qol", ["Q1", "Q2", "Q3", "Q4"]]
  ],
  womac: [
    ["pain", ["P5", "P6", "P7", "P8", "P9"]],
    ["stiffness", ["S6", "S7"]],
    ["function", ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17"]]
  ]
};

export const WORDS = {
  en: [
    [["never", "rarely", "sometimes", "often", "always"], ["S1", "S2", "S3"]],
    [["always", "often", "sometimes", "rarely", "never"], ["S4", "S5"]],
    [["never", "monthly", "weekly", "daily", "always"], ["P1"]],
    [["never", "monthly", "weekly", "daily", "constantly"], ["Q1"]],
    [["not at all", "mildly", "moderately", "severely", "totally"], ["Q2"]],
    [["not at all", "mildly", "moderately", "severely", "extremely"], ["Q3"]],
    [["none", "mild", "moderate", "severe", "extreme"], ["P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "S6", "S7", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "SP1", "SP2", "SP3", "SP4", "SP5", "Q4"]]
  ],
  de: [
    [["nie", "selten", "manchmal", "oft", "immer"], ["S1", "S2", "S3"]],
    [["immer", "oft", "manchmal", "selten", "nie"], ["S4", "S5"]],
    [["nie", "monatlich", "wöchentlich", "täglich", "immer"], ["P1"]],
    [["nie", "monatlich", "wöchentlich", "täglich", "ständig"], ["Q1"]],
    [["gar nicht", "wenig", "mäßig", "stark", "vollständig"], ["Q2"]],
    [["gar nicht", "wenig", "mäßig", "stark", "sehr stark"], ["Q3"]],
    [["keine", "schwach", "mäßig", "stark", "sehr stark"], ["P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "S6", "S7", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "SP1", "SP2", "SP3", "SP4", "SP5", "Q4"]]
  ]
};
