# This can't be written as code here, because this code has no way to refer to a table of nobody.
