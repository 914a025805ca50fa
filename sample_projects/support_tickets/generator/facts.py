"""What the slots of the frames stand for: one customer, one bike, one order per ticket."""

from random import Random

BIKES = ("Finch", "Heron", "Martin", "Rook", "Swift", "Wren", "Swift 2")
E_BIKES = ("Swift", "Swift 2", "Heron E")
PLANS = ("Basic", "Plus", "Family", "Business", "Student")
SHOPS = ("Mill Lane", "Harbour Street", "Station Arcade", "the Corn Market", "Bridge Road")
PRICES = ("£14.90", "£19", "£24.50", "£29", "£34.90", "£45", "£59.00", "£75", "£12", "£89", "£120")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
AGO = (
    *("two weeks ago", "ten days ago", "last month", "on the 4th", "nine days ago", "last week"),
    *("a fortnight ago", "three weeks ago", "on the 17th", "a month ago", "the week before last"),
)
WEEKS = ("two weeks", "three weeks", "five weeks", "a month", "ten days", "nearly a month")
FIRST_NAMES = (
    *("Agnes", "Bartek", "Chidi", "Dilys", "Edda", "Femi", "Greta", "Hamid", "Iris", "Jonas"),
    *("Kezia", "Lorcan", "Maud", "Noor", "Otis", "Pilar", "Rhys", "Signe", "Tariq", "Una"),
    *("Vikram", "Wanda", "Yusuf", "Zofia", "José", "Zoë", "Anneliese", "Bill", "Pat", "Siobhán"),
)
SURNAMES = (
    *("Abara", "Birtwhistle", "Castellani", "Dunmore", "Eklund", "Farrow", "Gathercole"),
    *("Hakimi", "Ivory", "Jessop", "Kowalczyk", "Lindqvist", "Mbeki", "Nuttall", "O'Hara"),
    *(
        "Pargeter",
        "Quill",
        "Rasool",
        "Szabó",
        "Thackray",
        "Umarov",
        "Villiers",
        "Wójcik",
        "Yelland",
    ),
)
FIRMS = (
    *("Farrow & Daughters", "Greenleaf Pharmacy", "Cobb Couriers", "Harbour Books Ltd"),
    *("the Weir Street surgery", "Tanner's Bakery", "Ivory Dental", "Loom & Co."),
)
COUNTRIES = ("Portugal", "Poland", "Brazil", "Turkey", "Korea", "Hungary", "Iran", "Finland")
STAFF = ("Marta", "Dev", "Callum", "Ingrid", "Tomasz", "Ruby", "old Mr Pym", "Sana")
FRESH = {
    "day": DAYS,
    "month": MONTHS,
    "ago": AGO,
    "weeks": WEEKS,
    "surname": SURNAMES,
    "country": COUNTRIES,
    "person": STAFF,
}


class Facts:
    """Fills slots: who writes about what stays the same within a ticket, days differ.

    `<amount>` is more than `<price>`.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._said: set[str] = set()
        bike, other = rng.sample(BIKES, 2)
        plan, old_plan = rng.sample(PLANS, 2)
        price, amount = sorted(rng.sample(PRICES, 2), key=lambda it: float(it[1:]))
        first, surname = rng.choice(FIRST_NAMES), rng.choice(SURNAMES)
        self._fixed = {
            "bike": bike,
            "other": other,
            "ebike": bike if bike in E_BIKES else rng.choice(E_BIKES),
            "plan": plan,
            "oldplan": old_plan,
            "amount": amount,
            "price": price,
            "shop": rng.choice(SHOPS),
            "order": f"PF-{rng.randint(10_000, 99_999)}",
            "card": f"{rng.randint(0, 9_999):04}",
            "first": first,
            "initial": f"{first[0]}. ",
            "firm": rng.choice(FIRMS),
            "email": f"{first[0]}.{surname}@example.com".lower().replace("'", ""),
        }

    def fill(self, slot: str) -> str:
        if slot in self._fixed:
            return self._fixed[slot]
        fresh = [word for word in FRESH[slot] if word not in self._said] or FRESH[slot]
        word = self._rng.choice(fresh)
        self._said.add(word)
        return word
