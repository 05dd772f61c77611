# Remove the route of aws_route_table.a to 10.0.1.0/24 through i-0a1b2c3d4e5f60718: a route block of the table, or an aws_route.
