# This can't be written as code here, because the code has no way to refer to all of aws_route_table.a, aws_route_table.b, a table of nobody.
