"""Our icons as strokes on a 24 × 24 grid, written into the page: no request, the colour of the text, also offline."""

ICONS: dict[str, str] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.4v.2"/>',
    "success": '<circle cx="12" cy="12" r="9"/><path d="m8 12.4 2.8 2.8L16.2 9"/>',
    "warning": '<path d="M12 3.5 2.8 19.5h18.4zM12 10v4.5M12 17v.2"/>',
    "error": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.3v.2"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>',
    "phone": (
        '<path d="M6.5 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 5 5l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2A15 15 0 0 1 4.5'
        ' 5.5a2 2 0 0 1 2-2z"/>'
    ),
    "arrow-forward": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "arrow-back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "chevron": '<path d="m9 5 7 7-7 7"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 10h17M8 2.8v4M16 2.8v4"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.3 2"/>',
    "place": (
        '<path d="M12 21.5c4.5-5 7-8.6 7-11.8a7 7 0 0 0-14 0c0 3.2 2.5 6.8 7 11.8z"/><circle cx="12" cy="9.7" r="2.5"/>'
    ),
    "online": '<rect x="3" y="4.5" width="18" height="12" rx="2"/><path d="M8.5 20.5h7M12 16.5v4"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3c2.3.7 3.7 2.6 4 5.7"/>'
    ),
    "download": '<path d="M12 3.5V15M7 10.5l5 5 5-5M4 20h16"/>',
    "document": '<path d="M6 2.8h8l4.5 4.5v14H6zM13.5 3v5h5M9 13h6.5M9 16.8h6.5"/>',
    "feed": '<path d="M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8"/><circle cx="6" cy="18" r="1.3"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z"/>',
    "check": '<path d="m4.5 12.5 5 5L19.5 7"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18z"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "book": (
        '<path d="M12 6.5C9.5 4.8 6.5 4.3 3.5 4.5v14c3-.2 6 .3 8.5 2 2.5-1.7 5.5-2.2 8.5-2v-14c-3-.2-6'
        ' .3-8.5 2zM12 6.5v14"/>'
    ),
}
