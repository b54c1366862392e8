"""Settings of every Samverka installation; what differs between machines comes from the environment.

README.md has the table of variables. ``SAMVERKA_BASE_URL`` unset is the *embedded mode*: plain http, loopback hosts at
any port, a secret key made once in the data folder, demo sign-ins allowed. Set to an https address: that host only,
Secure and ``__Host-`` cookies, HSTS, a key required.
"""

from pathlib import Path

from django.conf import global_settings
from django.conf.locale import LANG_INFO

from cms import env, languages
from cms.settings_parts import databases, secrets, services

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.read_path("SAMVERKA_DATA_DIR", BASE_DIR / "data")
DEBUG = env.read_bool("SAMVERKA_DEBUG")

# --- addresses --------------------------------------------------------------------------------------------------
BASE_URL = env.read_text("SAMVERKA_BASE_URL").rstrip("/")
EMBEDDED = not BASE_URL
PORT = env.read_int("PORT", 8000, least=1, most=65535)
PUBLIC_URL = BASE_URL or f"http://localhost:{PORT}"
ALLOWED_HOSTS = secrets.allowed_hosts(BASE_URL)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
HTTPS = BASE_URL.startswith("https://")
# `serve` speaks plain http: behind an https address there is a proxy
TRUSTED_PROXIES = env.read_int("SAMVERKA_TRUSTED_PROXIES", 1 if HTTPS else 0, least=0, most=10)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECRET_KEY = secrets.secret_key(DATA_DIR, embedded=EMBEDDED)
FIELD_KEYS = env.read_list("SAMVERKA_FIELD_KEYS")
HEALTH_TOKEN = env.read_text("SAMVERKA_HEALTH_TOKEN")
OFFLINE = env.read_bool("SAMVERKA_OFFLINE", True)

# --- apps -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cms",
    "networks",
    "events",
    "knowledgebank",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.middleware.request_log",
    "cms.middleware.security_headers",
    "cms.middleware.health_endpoints",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.language_aliases",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.session_limits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SILENCED_SYSTEM_CHECKS = [
    "security.W009",  # samverka.W008 says the same and names the variable
    "security.W002",  # no X-Frame-Options middleware: frame-ancestors in cms/middleware.py says it
    "security.W021",  # HSTS preload is a promise for the whole domain, which is not ours to give
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": ["cms.templatetags.languages", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- data: safe and embedded unless a URL says otherwise ----------------------------------------------------------
DATABASE_IS_EXPLICIT = bool(env.read_text("DATABASE_URL"))
DATABASES = {"default": databases.database(env.read_text("DATABASE_URL"), DATA_DIR)}
ATOMIC_REQUESTS = False
CACHES = services.caches(env.read_text("REDIS_URL"))
REDIS_URL = env.read_text("REDIS_URL")
STATIC_URL = "/static/"
STATIC_ROOT = env.read_path("SAMVERKA_STATIC_ROOT", BASE_DIR / ".build" / "static")
STATICFILES_DIRS = [folder for folder in (BASE_DIR / "frontend" / "dist",) if folder.is_dir()]
STATICFILES_FINDERS = [*global_settings.STATICFILES_FINDERS, "cms.stylesheets.JoinedStylesheetFinder"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = services.storages(env.read_text("SAMVERKA_S3_URL"), debug=DEBUG)
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# --- mail -------------------------------------------------------------------------------------------------------
for _name, _value in services.mail(env.read_text("SAMVERKA_SMTP_URL"), DATA_DIR).items():
    globals()[_name] = _value
_MAIL_HOST = ALLOWED_HOSTS[0] if BASE_URL else "example.org"
DEFAULT_FROM_EMAIL = env.read_text("SAMVERKA_MAIL_FROM", f"Samverka <samverka@{_MAIL_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- languages and time (docs/decisions: Dari is fa-af) -----------------------------------------------------------
LANGUAGE_CODE, TIME_ZONE, USE_I18N, USE_TZ, WAGTAIL_I18N_ENABLED = "sv", "Europe/Stockholm", True, True, True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = list(languages.CHOICES)
LANG_INFO["fa-af"] = {"bidi": True, "code": "fa-af", "name": "Dari", "name_local": "دری"}
LANG_INFO["prs"] = LANG_INFO["prs-af"] = {"fallback": ["fa-af"]}
LANGUAGES_BIDI = [*global_settings.LANGUAGES_BIDI, "fa-af"]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cms.formats"]
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Wagtail ----------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Samverka"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # one slug in all languages, as it can be typed and printed
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_PASSWORD_RESET_ENABLED = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- sign-in ----------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cms.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": False}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Samverka"
AXES_FAILURE_LIMIT = 5
AXES_USERNAME_CALLABLE = "cms.accounts.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "cms.client_addresses.client_address"
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["password", "username", "login", "ip_address"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# --- security (headers and CSP: cms/middleware.py; secure cookies belong to https) ---------------------------------
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60
CSRF_COOKIE_AGE = None  # ends with the browser: a reader who has left the forms is anonymous again
CSRF_FAILURE_VIEW = "cms.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = services.logging(env.read_text("SAMVERKA_LOG_LEVEL", "INFO"))
