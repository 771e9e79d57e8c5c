// explain.html, which views/draw/explain/__init__.py puts before the scripts.
declare const HTML: string;
