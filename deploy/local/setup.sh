#!/usr/bin/env bash
# Makes a clone ready to run: virtual environment, requirements, system packages and fonts for PDF.
#
#   bash deploy/local/setup.sh           what running the site needs
#   bash deploy/local/setup.sh --dev     also what tests, linting and browser tests need
#
# Idempotent: each part looks first whether it is done, so a second run takes a second and no network.
# Without the rights to install system packages it says what is missing and goes on: only PDF is lost then.
set -euo pipefail
source "$(dirname "$0")/common.sh"
cd "$ROOT"
umask 027
LOGS="$ROOT/var/log"
mkdir -p "$LOGS" var/fonts

requirements=requirements.txt
[ "${1:-}" = --dev ] && requirements=requirements-dev.txt

PDF_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk fonts-liberation)
TEST_PACKAGES=(chromium chromium-l10n libatomic1 postgresql poppler-utils)

# --- Python -----------------------------------------------------------------------------------------

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

make_venv() {
    "$VENV/bin/python" -c 'import pip' 2>/dev/null && return 0
    local python
    if ! python=$(find_python); then
        install_packages "运行程序" python3 python3-venv || exit 1
        if ! python=$(find_python); then
            warn "需要 Python 3.11 或更新的版本，本机没有。请安装后再执行一次。"
            exit 1
        fi
    fi
    say "正在建立 Python 虚拟环境（.venv）"
    rm -rf "$VENV"
    "$python" -m venv "$VENV" >"$LOGS/venv.log" 2>&1 && return 0
    rm -rf "$VENV"
    install_packages "建立虚拟环境" python3-venv || exit 1
    "$python" -m venv "$VENV" >"$LOGS/venv.log" 2>&1 && return 0
    # The Python at hand is not the one that the package belongs to: take Debian's.
    rm -rf "$VENV"
    /usr/bin/python3 -m venv "$VENV"
}

# --- Python packages: always by hash, with uv where it can be had, else with pip ------------------------

install_with_uv() {
    local uv index
    if ! uv=$(command -v uv); then
        uv="$VENV/bin/uv"
        [ -x "$uv" ] || "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes \
            -r deploy/local/uv.txt >"$LOGS/uv.log" 2>&1 || return 1
    fi
    # Unlike pip, uv neither trusts the certificates of this system (an office network may have its own) nor reads
    # pip's settings (a mirror) unless it is told to.
    export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
    index=${PIP_INDEX_URL:-$("$VENV/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
    [ -n "$index" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
    "$uv" pip install -q --python "$VENV/bin/python" --require-hashes -r "$1" >"$LOGS/uv.log" 2>&1
}

install_with_pip() {
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$1" \
        >"$LOGS/pip.log" 2>&1
}

# The stamp holds what was installed; the development set contains the other, so it counts for both.
install_requirements() {
    local wanted stamp="$VENV/installed-requirements"
    wanted=$(sha256sum "$1" | cut -d' ' -f1)
    grep -qsx "$wanted" "$stamp" && return 0
    say "正在安装 Python 程序包（$1）"
    if ! install_with_uv "$1" && ! install_with_pip "$1"; then
        warn "未能安装 Python 程序包，多半是网络不通。请检查网络后再执行一次；出错信息如下："
        tail -n 5 "$LOGS/pip.log" >&2
        exit 1
    fi
    if [ "$1" = requirements-dev.txt ]; then
        sha256sum requirements.txt requirements-dev.txt | cut -d' ' -f1 >"$stamp"
    else
        echo "$wanted" >"$stamp"
    fi
}

# --- The two faces of official documents that Debian has only inside a large package -------------------

get_fonts() {
    local name=texlive-lang-chinese folder wanted=(FandolFang-Regular.otf FandolKai-Regular.otf)
    [ -s "var/fonts/${wanted[0]}" ] && [ -s "var/fonts/${wanted[1]}" ] && return 0
    say "正在取得公文用的仿宋体和楷体（取自 Debian 的 $name 软件包）"
    folder=$(mktemp -d)
    if command -v apt-get >/dev/null && (
        cd "$folder"
        chmod 755 .
        apt-get -q -o APT::Sandbox::User=root download "$name" >/dev/null 2>&1 ||
            { refresh_package_lists && apt-get -q -o APT::Sandbox::User=root download "$name" >/dev/null 2>&1; }
    ) && dpkg-deb --fsys-tarfile "$folder/$name"_*.deb |
        tar -x -C "$folder" --wildcards "*/${wanted[0]}" "*/${wanted[1]}"; then
        find "$folder" -name 'Fandol*.otf' -exec cp -f {} var/fonts/ \;
        chmod 644 var/fonts/*.otf
    else
        warn "未能取得仿宋体和楷体，生成的 PDF 将用其他宋体代替。以后可再执行一次 make setup。"
        warn "也可自行把 ${wanted[*]} 放进 var/fonts/。"
    fi
    rm -rf "$folder"
}

# --- In order -----------------------------------------------------------------------------------------

make_venv
install_requirements "$requirements"
if ! install_packages "生成 PDF" "${PDF_PACKAGES[@]}"; then
    warn "其余功能不受影响：网页和 Word 文件照常可用，PDF 文件要等装好后才能生成。"
fi
get_fonts
if [ "${1:-}" = --dev ]; then
    install_packages "测试" "${TEST_PACKAGES[@]}" || warn "缺少这些软件时，浏览器测试或 PostgreSQL 测试会失败。"
fi
say "准备完毕。"
