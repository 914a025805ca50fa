"""Who writes: each voice has its share of the reviews, its habits and phrases of its own."""

from generator_common.habits import Voice

VOICES = {
    "plain": Voice(share=0.34),
    "casual": Voice(share=0.15, contracts=0.95, typos=0.008, lower_case=0.15, trails_off=0.15),
    "teen": Voice(
        share=0.08,
        contracts=1.0,
        typos=0.01,
        lower_case=1.0,
        drops_apostrophes=0.5,
        emoji=0.1,
    ),
    "critic": Voice(share=0.09, contracts=0.0, typos=0.0),
    "student": Voice(share=0.07, contracts=0.1, typos=0.0),
    "parent": Voice(share=0.08, contracts=0.8, typos=0.004),
    "foreign": Voice(share=0.06, contracts=0.1, typos=0.012),
    "fan": Voice(share=0.05, contracts=0.9, shouts=0.5, emoji=0.06),
    "grump": Voice(share=0.05, contracts=0.2),
    "gusher": Voice(share=0.03, contracts=0.9, typos=0.008, shouts=0.7, emoji=0.15),
}

EMOJI = {
    "good": ("😍", "👏👏", "❤️", "😭😭", "🔥", "🎬✨"),
    "bad": ("😴", "🙄", "👎", "🤦", "💤💤"),
    "neutral": ("🤷", "😐", "🙂", "🍿"),
}
