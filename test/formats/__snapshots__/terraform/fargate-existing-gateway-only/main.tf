# ECR stores image layers in S3, so most pull traffic goes there.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.s3"

  tags = { Name = "${var.name}-s3" }
}

resource "aws_vpc_endpoint_route_table_association" "s3" {
  for_each = var.s3_route_table_ids

  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = each.value
}
