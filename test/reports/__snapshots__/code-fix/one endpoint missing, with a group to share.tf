resource "aws_vpc_endpoint" "ecr_api" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.ecr.api"
  subnet_ids          = [aws_subnet.app["a"].id, aws_subnet.app["b"].id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}
