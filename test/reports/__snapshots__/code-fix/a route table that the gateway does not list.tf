# Set in aws_vpc_endpoint.s3:
resource "aws_vpc_endpoint" "s3" {
  route_table_ids = [aws_route_table.a.id, aws_route_table.b.id]
}
