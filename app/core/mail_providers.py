"""Providers where anybody gets a mailbox: there the same @ says nothing about a house."""

_NAMES = """
    gmx web t-online freenet gmail googlemail outlook hotmail live msn icloud me mac yahoo ymail rocketmail
    aol aim mail email posteo mailbox proton protonmail pm tutanota tutamail tuta arcor 1und1 ionos online vodafone
    vodafonemail kabelmail kabelbw unitybox unity-mail ewe ewetel nordkom osnanet swbmail netcologne nc-online
    htp-tel m-online versanet alice alice-dsl o2mail o2online o2 genion eplus congstar magenta smart-mail
    directbox fastmail zoho yandex hushmail disroot riseup systemli startmail runbox mailfence keemail
    firemail emailn compuserve netscape bluewin sunrise chello inode orange wanadoo laposte seznam wp onet
    interia qq 163 126 rambler inbox list bk
"""
FAMILIES = frozenset(_NAMES.split())
"""The name before the ending: "gmx" is gmx.de, gmx.net gmx.co.uk. Rather one too many: whoever it meets calls."""
ENDINGS_OF_TWO = frozenset({"co", "com", "org", "net"})


def is_for_everybody(domain: str) -> bool:
    """Whether what stands behind the @ belongs to such a provider, by whatever ending and in whatever part of it."""
    names = domain.lower().strip(".").split(".")[:-1]
    if len(names) > 1 and names[-1] in ENDINGS_OF_TWO:
        names.pop()
    return bool(names) and names[-1] in FAMILIES
