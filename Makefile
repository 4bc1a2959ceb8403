# make run 试用    make test 测试    make help 全部命令
.DEFAULT_GOAL := help
.PHONY: help setup run test release bench lint format lock
PYTHON_VENV := .venv/bin/python

help: ## 列出全部命令
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup: ## 准备：虚拟环境、程序包、生成 PDF 所需的系统软件和字体
	@bash deploy/local/setup.sh

run: ## 试用：准备并启动网站（数据库为空时装入演示区），按 Ctrl-C 停止
	@exec bash deploy/local/run.sh

test: ## 测试：代码检查，在 SQLite 和 PostgreSQL 上运行全部测试（含浏览器测试）
	@bash deploy/local/setup.sh --dev
	@exec $(PYTHON_VENV) deploy/local/test.py

release: ## 发布前的测试：make test 的全部内容，加大次数；20 次强行中断；每个读取程序各找一分钟问题
	@bash deploy/local/setup.sh --dev
	@exec $(PYTHON_VENV) deploy/local/test.py release

lint: ## 只做代码检查
	@bash deploy/local/setup.sh --dev
	@exec $(PYTHON_VENV) deploy/local/test.py lint

format: ## 按规定的格式整理代码
	@.venv/bin/ruff check --fix-only --quiet && .venv/bin/ruff format

bench: ## 测速
	@bash deploy/local/setup.sh
	@exec $(PYTHON_VENV) manage.py bench

lock: ## 更新各程序包的版本和校验值（改过 requirements*.in 之后）
	@bash deploy/local/lock.sh
