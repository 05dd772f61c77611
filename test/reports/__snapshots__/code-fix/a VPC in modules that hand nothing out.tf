# Add to module.a["x"]:
output "this_vpc_id" {
  value = aws_vpc.this.id
}

# Add to module.a["x"].module.b[0]:
output "private_eu_west_1a_route_table_id" {
  value = aws_route_table.private["eu-west-1a"].id
}

# Add to module.a["x"]:
output "private_eu_west_1a_route_table_id" {
  value = module.b[0].private_eu_west_1a_route_table_id
}

resource "aws_vpc_endpoint" "s3_2" {
  vpc_id            = module.a["x"].this_vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = [module.a["x"].private_eu_west_1a_route_table_id]

  policy = jsonencode({
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
      },
    ]
  })
}
