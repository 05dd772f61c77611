resource "aws_vpc_endpoint_private_dns" "vpce_0b1b2c3d4e5f60718" {
  vpc_endpoint_id     = "vpce-0b1b2c3d4e5f60718"
  private_dns_enabled = true
}

resource "aws_vpc_endpoint_policy" "vpce_0a1b2c3d4e5f60718" {
  vpc_endpoint_id = "vpce-0a1b2c3d4e5f60718"
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

resource "aws_vpc_endpoint_route_table_association" "s3_a" {
  vpc_endpoint_id = "vpce-0a1b2c3d4e5f60718"
  route_table_id  = aws_route_table.a.id
}

resource "aws_vpc_endpoint_route_table_association" "s3_aws_vpc_main_main" {
  vpc_endpoint_id = "vpce-0a1b2c3d4e5f60718"
  route_table_id  = aws_vpc.main.main_route_table_id
}

resource "aws_vpc_endpoint_subnet_association" "ecr_api_app_b" {
  vpc_endpoint_id = "vpce-0b1b2c3d4e5f60718"
  subnet_id       = aws_subnet.app["b"].id
}
