resource "aws_vpc_endpoint_route_table_association" "s3_b" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = aws_route_table.b.id
}
