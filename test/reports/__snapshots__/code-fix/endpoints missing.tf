resource "aws_security_group" "ecr_api_endpoints" {
  name_prefix = "vpc-endpoints-for-tasks-"
  description = "HTTPS from the tasks to the VPC endpoints"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "ecr_api_endpoints_from_tasks" {
  security_group_id            = aws_security_group.ecr_api_endpoints.id
  description                  = "HTTPS from the tasks"
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_endpoint" "ecr_api_and_others" {
  for_each = toset([
    "com.amazonaws.eu-west-1.ecr.api",
    "com.amazonaws.eu-west-1.ecr.dkr",
  ])

  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = each.key
  subnet_ids          = [aws_subnet.app["a"].id, aws_subnet.app["b"].id]
  security_group_ids  = [aws_security_group.ecr_api_endpoints.id]
  private_dns_enabled = true

  depends_on = [
    aws_vpc_security_group_ingress_rule.ecr_api_endpoints_from_tasks,
  ]
}
