# Sourced by the scripts beside it: words on the screen, and how to get system packages.
# Everything here may be called twice; what is there already costs no network.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VENV="$ROOT/.venv"
export DEBIAN_FRONTEND=noninteractive

say() { printf '» %s\n' "$*"; }
warn() { printf '！%s\n' "$*" >&2; }

# Runs a command with the rights to install; fails quietly where there are none.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo --preserve-env=DEBIAN_FRONTEND "$@"
    else
        return 1
    fi
}

# The packages among the arguments that are not installed, one a line.
missing_packages() {
    local name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
    done
}

# The lists of packages are fetched once a run, and only when something has to be installed.
refresh_package_lists() {
    [ -n "${PACKAGE_LISTS_FRESH:-}" ] && return 0
    as_root apt-get -q -o DPkg::Lock::Timeout=120 update >/dev/null 2>&1 || return 1
    PACKAGE_LISTS_FRESH=1
}

# install_packages WHAT-FOR PACKAGE…: installs those that are missing. Where that cannot be done it says
# in plain words what is missing and how to get it, and returns 1: the caller decides whether to go on.
install_packages() {
    local purpose=$1 missing
    shift
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        warn "这台机器不是 Debian 系统，无法自动安装${purpose}需要的系统软件。"
        warn "请用本机的软件管理工具安装与下列 Debian 软件包相当的软件：$*"
        return 1
    fi
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -z "${missing// /}" ] && return 0
    say "正在安装系统软件（用于${purpose}）：$missing"
    # shellcheck disable=SC2086 — a list of words is meant
    if refresh_package_lists && as_root apt-get -q -y -o DPkg::Lock::Timeout=120 \
        install --no-install-recommends $missing >"$LOGS/apt.log" 2>&1; then
        return 0
    fi
    warn "未能安装${purpose}需要的系统软件（没有管理员权限，或者网络不通）。请由管理员执行："
    warn "    sudo apt-get update && sudo apt-get install -y $missing"
    [ -s "$LOGS/apt.log" ] && warn "安装过程记录在 ${LOGS#"$ROOT"/}/apt.log"
    return 1
}
