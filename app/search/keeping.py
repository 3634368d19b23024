"""Documents follow what they are made of, in the transaction that changes it; or are all made anew."""


def settle(touched: set[int], remade: set[int]) -> None:
    """Bring the documents of these things in line with what everybody may read of them now."""
